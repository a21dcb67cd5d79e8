import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useApp } from '../app-context.ts';
import { HEADER_CSS } from '../timeline/draw-ruler.ts';
import type { Scene } from '../timeline/render.ts';

const SHORTEST_CSS = 28;
const STEP_CSS = 40;
/** A click beside the thumb goes on by so much of what is in sight. */
const PAGE = 0.8;

/** How far the lanes are scrolled, and where that puts the thumb, in the track below the ruler. */
export interface LaneScroll {
  readonly scrollCss: number;
  readonly mostCss: number;
  readonly trackCss: number;
  readonly thumbCss: number;
}

/** Undefined: all lanes are in sight. */
export function laneScrollOf({ layout, heightCss, scrollCss }: Scene): LaneScroll | undefined {
  const trackCss = heightCss - HEADER_CSS;
  const mostCss = layout.heightCss - trackCss;
  if (mostCss <= 0 || trackCss < 2 * SHORTEST_CSS) return undefined;
  const thumbCss = Math.max((trackCss / layout.heightCss) * trackCss, SHORTEST_CSS);
  return { scrollCss, mostCss, trackCss, thumbCss };
}

/** The scroll bar of the lanes: its thumb is dragged, beside it a click goes a page, arrows a step. */
export function LaneScrollBar({ scroll }: { readonly scroll: LaneScroll }) {
  const { stage } = useApp();
  /** Where the thumb is held, from its upper end. */
  const heldCss = useRef<number>(undefined);
  const { scrollCss, mostCss, trackCss, thumbCss } = scroll;
  const topCss = (scrollCss / mostCss) * (trackCss - thumbCss);
  const scrollTo = (css: number) => stage.timeline?.scrollBy(css - stage.timeline.scrollCss);
  const inTrack = (event: PointerEvent) => event.clientY - event.currentTarget.getBoundingClientRect().top;
  const pressed = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const atCss = inTrack(event);
    if (atCss < topCss) return stage.timeline?.scrollByPart(-PAGE);
    if (atCss > topCss + thumbCss) return stage.timeline?.scrollByPart(PAGE);
    heldCss.current = atCss - topCss;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const moved = (event: PointerEvent) => {
    if (heldCss.current === undefined) return;
    scrollTo(((inTrack(event) - heldCss.current) / (trackCss - thumbCss)) * mostCss);
  };
  const letGo = () => (heldCss.current = undefined);
  const typed = (event: KeyboardEvent) => {
    const places: Readonly<Record<string, number>> = {
      ArrowUp: scrollCss - STEP_CSS,
      ArrowDown: scrollCss + STEP_CSS,
      Home: 0,
      End: mostCss,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    scrollTo(place);
  };
  return (
    <div
      role="scrollbar"
      className="lane-scroll-bar"
      tabIndex={0}
      data-keeps-arrows
      aria-label="Scroll the lanes"
      aria-controls="timeline"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.round(mostCss)}
      aria-valuenow={Math.round(scrollCss)}
      style={{ top: HEADER_CSS }}
      onPointerDown={pressed}
      onPointerMove={moved}
      onPointerUp={letGo}
      onLostPointerCapture={letGo}
      onWheel={({ deltaY }) => stage.timeline?.scrollBy(deltaY)}
      onKeyDown={typed}
    >
      <span style={{ height: thumbCss, transform: `translateY(${topCss}px)` }} />
    </div>
  );
}
