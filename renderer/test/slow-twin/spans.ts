import { grouped, type SlowPen } from './slow-pen.ts';

/** Something that takes time, and ends before the next on its row begins. */
export interface SlowSpan {
  readonly fromNs: number;
  readonly toNs: number;
}

/**
 * The spans of a row that are in view: those that fill a pixel, and the others by the pixel in which they begin. Of what
 * began before the view only the last is looked at.
 */
export function wideAndNarrow<Span extends SlowSpan>(
  pen: SlowPen,
  spans: readonly Span[],
): { readonly wide: readonly Span[]; readonly narrow: ReadonlyMap<number, readonly Span[]> } {
  const { scale, observedNs } = pen.view;
  const known = spans.filter(({ fromNs }) => fromNs <= Math.min(scale.endNs, observedNs));
  const first = known.findLastIndex(({ fromNs }) => fromNs <= scale.startNs);
  const seen = known.slice(Math.max(first, 0));
  const isWide = ({ fromNs, toNs }: SlowSpan) => (Math.min(toNs, observedNs) - fromNs) * pen.cssPerNs >= 1;
  return {
    wide: seen.filter(isWide),
    narrow: grouped(
      seen.filter((span) => !isWide(span) && span.fromNs >= scale.startNs),
      ({ fromNs }) => pen.pixel(fromNs),
    ),
  };
}
