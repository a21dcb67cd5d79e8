import type { Mark, Trace } from '../../../trace/index.ts';
import { SlowPen, tenths, type SlowView } from './slow-pen.ts';

/** Where the strip of the marks begins, and where the lanes do. */
const MARKS = 70;
const LANES = 90;

const startOf = ({ time, since = time }: Mark) => since;

/** Gaps, over all lanes down to `heightCss`: what several have lost is veiled once. */
export function slowGaps(trace: Trace, heightCss: number): (view: SlowView) => SlowPen {
  const gaps = trace.marks.filter(({ kind }) => kind === 'gap');
  return (view) => {
    const pen = new SlowPen(view);
    const parts = gaps.flatMap((gap) => pen.part(startOf(gap), gap.time, 3) ?? []);
    for (const { left, right } of covered(parts)) {
      pen.rect('▒gap', left, LANES, right - left, heightCss - LANES, 0.28);
      if (right - left > 4) pen.rect('leaked', left, MARKS, 1, heightCss - MARKS);
      pen.rect('leaked', right - 1, LANES, 1, heightCss - LANES);
    }
    return pen;
  };
}

/** What parts cover together: from each point that no other part covers on its left, as far as any reaches. */
export function covered(
  parts: readonly { readonly x: number; readonly w: number }[],
): { left: number; right: number }[] {
  const isBegin = (x: number) => !parts.some((other) => other.x < x && other.x + other.w >= x);
  const begins = [...new Set(parts.map(({ x }) => x).filter(isBegin))];
  return begins.map((left) => {
    const others = begins.filter((begin) => begin > left);
    const limit = Math.min(Infinity, ...others);
    return { left, right: Math.max(...parts.filter(({ x }) => x >= left && x < limit).map(({ x, w }) => x + w)) };
  });
}

/** Titles and notes, in the strip over the lanes. */
export function slowMarks(trace: Trace, heightCss: number): (view: SlowView) => SlowPen {
  const inOrder = trace.marks.toSorted((a, b) => startOf(a) - startOf(b));
  const nameOf = (id: number) => trace.threads.get(id)?.name;
  return (view) => {
    const pen = new SlowPen(view);
    const seen = inOrder.filter((mark) => pen.isInView(startOf(mark), mark.time));
    const titled = seen.filter(({ kind }) => kind === 'gap' || kind === 'chapter' || kind === 'overrun');
    titled.forEach(({ kind, text, thread, ...mark }, at) => {
      const x = Math.max(Math.round(pen.x(mark.since ?? mark.time)), view.scale.leftCss);
      if (kind === 'overrun') pen.rect('failed', x, MARKS, 2, heightCss - MARKS);
      if (kind === 'chapter') pen.rect('text-3', x, MARKS, 1, LANES - MARKS);
      const next = titled[at + 1];
      const room = Math.floor(((next === undefined ? pen.rightCss : pen.x(startOf(next))) - x - 10) / 6);
      const said = kind === 'overrun' ? `memory was overrun: ${text}` : text;
      const name = kind === 'chapter' ? undefined : nameOf(thread);
      const title = name === undefined ? said : `${name}: ${said}`;
      if (title.length > room && room < 5) return;
      const fitting = title.length <= room ? title : `${title.slice(0, room - 1)}…`;
      pen.say(`text "${fitting}" ${tenths(x + 5)},${MARKS + 11}`);
    });
    for (const { kind, time } of seen) {
      if (kind !== 'note') continue;
      const x = pen.x(time);
      pen.say(`accent ${tenths(x - 4)},89 ${tenths(x)},84 ${tenths(x + 4)},89`);
    }
    return pen;
  };
}

/** Losses in the overview, and over them every moment at which memory was overrun. */
export function slowLosses(trace: Trace): (view: SlowView) => SlowPen {
  return (view) => {
    const pen = new SlowPen(view);
    const { leftCss, widthCss } = view.scale;
    const x = (ns: number) => leftCss + (ns / trace.endTime) * widthCss;
    const parts = (kind: Mark['kind']) =>
      trace.marks
        .filter((mark) => mark.kind === kind)
        .map((mark) => ({ x: x(startOf(mark)), w: Math.max(x(mark.time) - x(startOf(mark)), 2) }));
    for (const { left, right } of covered(parts('gap'))) pen.rect('▒gap', left, 4, right - left, 37, 0.6);
    pen.layer();
    for (const { left, right } of covered(parts('overrun'))) pen.rect('failed', left, 4, right - left, 37);
    return pen;
  };
}
