import { useEffect, useState, type RefObject } from 'react';

export const ROW_CSS = 26;
/** Rows above and below those in sight that are in the page too. */
const OVERSCAN = 8;
/** Browsers do not make anything higher than about 33 million pixels. */
const HIGHEST_CSS = 16_000_000;

/**
 * Which rows of a table are in sight, and where they stand. All rows have the same height, so it costs nothing to have
 * millions; where all of them would be higher than a browser can make, scrolling goes in larger steps.
 */
export interface VirtualRows {
  readonly first: number;
  readonly count: number;
  /** Of the first one, from the top of the content. */
  readonly topCss: number;
  /** Of the content. */
  readonly heightCss: number;
  readonly reveal: (row: number) => void;
}

export function useVirtualRows(scroller: RefObject<HTMLElement | null>, length: number): VirtualRows {
  const [{ scrollCss, viewCss }, setPlace] = useState({ scrollCss: 0, viewCss: 0 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => setPlace({ scrollCss: element.scrollTop, viewCss: element.clientHeight });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  const reveal = (row: number) => {
    const element = scroller.current;
    const top = scrolledTo(length, element?.clientHeight ?? 0, row, element?.scrollTop ?? 0);
    element?.scrollTo({ top });
  };
  return { ...rowsInSight(length, scrollCss, viewCss), reveal };
}

/** The rows in sight of a table that is scrolled so far. */
export function rowsInSight(length: number, scrollCss: number, viewCss: number): Omit<VirtualRows, 'reveal'> {
  const heightCss = Math.min(length * ROW_CSS, HIGHEST_CSS);
  const atCss = scrollCss * stretch(length, viewCss);
  const first = Math.max(Math.floor(atCss / ROW_CSS) - OVERSCAN, 0);
  const end = Math.min(Math.ceil((atCss + viewCss) / ROW_CSS) + OVERSCAN, length);
  return { first, count: Math.max(end - first, 0), topCss: scrollCss + first * ROW_CSS - atCss, heightCss };
}

/** How far a table must be scrolled so that a row is whole in sight; as it is, if it is. */
export function scrolledTo(length: number, viewCss: number, row: number, scrollCss: number): number {
  const factor = stretch(length, viewCss);
  const atCss = scrollCss * factor;
  const topCss = row * ROW_CSS;
  if (topCss < atCss) return topCss / factor;
  if (topCss + ROW_CSS > atCss + viewCss) return (topCss + ROW_CSS - viewCss) / factor;
  return scrollCss;
}

/** Pixels of rows for each pixel of scrolling. */
function stretch(length: number, viewCss: number): number {
  const all = length * ROW_CSS;
  return all <= HIGHEST_CSS ? 1 : (all - viewCss) / (HIGHEST_CSS - viewCss);
}
