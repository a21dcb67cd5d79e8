import { useEffect, useRef, useState } from 'react';
import { useApp } from '../app-context.ts';
import type { Hit } from '../timeline/lane-kind.ts';
import { listenToPointer } from '../timeline/pointer.ts';
import { TimelineCanvas } from '../timeline/timeline-canvas.ts';
import { headsOf, LabelsEdge, LaneHeads, type Head } from './lane-heads.tsx';
import { LaneScrollBar, laneScrollOf, type LaneScroll } from './lane-scroll-bar.tsx';
import { TimelineWords } from './timeline-words.tsx';
import { StageStates } from './stage-states.tsx';
import { FollowButton, RangeWords, StageTools } from './stage-tools.tsx';

/** What is under the pointer, for the words beside it. */
interface Hover {
  readonly hit: Hit;
  readonly xCss: number;
  readonly yCss: number;
  /** Of the stage. */
  readonly widthCss: number;
  readonly heightCss: number;
}

/** The timeline: a canvas that draws itself, the words at the pointer, and what to say when there is nothing to draw. */
export function Stage() {
  const { store, library, stage, search } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<Hover | undefined>(undefined);
  const [heads, setHeads] = useState<readonly Head[]>([]);
  const [scroll, setScroll] = useState<LaneScroll>();
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const timeline = new TimelineCanvas(element, store, library, search);
    const showHeads = onlyNews(setHeads);
    const showScroll = onlyNews(setScroll);
    timeline.onDrawn = (scene) => {
      showHeads(headsOf(scene));
      showScroll(laneScrollOf(scene));
    };
    stage.hold(timeline);
    const stopListening = listenToPointer(timeline, store, (hit, xCss, yCss) =>
      setHover(
        hit === undefined
          ? undefined
          : { hit, xCss, yCss, widthCss: element.clientWidth, heightCss: element.clientHeight },
      ),
    );
    return () => {
      stopListening();
      stage.hold(undefined);
      timeline.close();
    };
  }, [store, library, stage, search]);
  return (
    <main className="stage">
      <canvas
        ref={canvas}
        id="timeline"
        className="timeline"
        data-testid="timeline-canvas"
        role="application"
        aria-roledescription="timeline"
        aria-label="Timeline of threads, sockets, WSAOVERLAPPED structures, events and ports"
        aria-describedby="timeline-words timeline-help"
        tabIndex={0}
      />
      <p id="timeline-help" className="unseen">
        Arrow keys go from operation to operation and from lane to lane, brackets through the life of one, N to the next
        that failed. The tables below say the same in words. The question mark lists all keys.
      </p>
      <TimelineWords />
      <LaneHeads heads={heads} />
      <LabelsEdge />
      {scroll === undefined ? null : <LaneScrollBar scroll={scroll} />}
      {hover === undefined ? null : <HoverWords hover={hover} />}
      <StageTools />
      <div className="stage-words">
        <RangeWords />
        <FollowButton />
      </div>
      <StageStates />
    </main>
  );
}

/**
 * Gives on what says something else than before. React, told the same, would show nothing again either; but it keeps what
 * it was told until there is something to show: here with every frame a bit more.
 */
function onlyNews<Said>(set: (said: Said) => void): (said: Said) => void {
  let last: string | undefined;
  return (said) => {
    const text = JSON.stringify(said);
    if (text !== last) set(said);
    last = text;
  };
}

const HOVER_WIDTH_CSS = 360;
const HOVER_HEIGHT_CSS = 150;

function HoverWords({ hover }: { readonly hover: Hover }) {
  const [name, ...rest] = hover.hit.lines;
  const { xCss, yCss, widthCss, heightCss } = hover;
  // On the right of the pointer and below it, or on the other side where there is no room.
  const isFarRight = xCss > widthCss / 2 && xCss + HOVER_WIDTH_CSS > widthCss;
  const across = isFarRight ? { right: widthCss - xCss + 12 } : { left: xCss + 14 };
  const isLow = yCss > heightCss / 2 && yCss + HOVER_HEIGHT_CSS > heightCss;
  const along = isLow ? { bottom: heightCss - yCss + 10 } : { top: yCss + 14 };
  return (
    <div className="hover mono" style={{ ...across, ...along }}>
      <b>{name}</b>
      {rest.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
