import { useEffect, useRef, useState } from 'react';
import { useApp, useSelect, useShown } from '../app-context.ts';
import type { Hit } from '../timeline/lane-kind.ts';
import { listenToPointer } from '../timeline/pointer.ts';
import { TimelineCanvas } from '../timeline/timeline-canvas.ts';
import { headsOf, LabelsEdge, LaneHeads, type Head } from './lane-heads.tsx';
import { TimelineWords } from './timeline-words.tsx';
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
  const { store, library, stage } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<Hover | undefined>(undefined);
  const [heads, setHeads] = useState<readonly Head[]>([]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const timeline = new TimelineCanvas(element, store, library);
    timeline.onDrawn = (scene) => setHeads((before) => sameOr(before, headsOf(scene)));
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
  }, [store, library, stage]);
  return (
    <main className="stage">
      <canvas
        ref={canvas}
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
      {hover === undefined ? null : <HoverWords hover={hover} />}
      <StageTools />
      <div className="stage-words">
        <RangeWords />
        <FollowButton />
      </div>
      <Empty />
    </main>
  );
}

/** The list before where it says the same: then nothing is drawn again. */
function sameOr(before: readonly Head[], now: readonly Head[]): readonly Head[] {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
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

function Empty() {
  const shown = useShown();
  const loading = useSelect((state) => state.loading);
  const isStarting = useSelect(({ host }) => host?.session?.state === 'starting');
  if (shown?.trace !== undefined) return null;
  return (
    <div className="empty" data-testid="empty">
      <h2>{loading || isStarting ? 'One moment …' : 'Nothing is simulated here'}</h2>
      <p>
        {loading
          ? 'The recording is being opened.'
          : isStarting
            ? 'The threads of the lesson are being started on a real Winsock.'
            : 'Run a lesson live, or open a recording: every bar that you will see is a real WSAOVERLAPPED that a real Winsock processed.'}
      </p>
    </div>
  );
}
