import { frameTimes, summarize, type Frame, type Times } from './frame-times.ts';
import { canvas, wheelAt } from './on-canvas.ts';

/** As pointer.ts has it: a wheel's way into the factor of a zoom. */
const ZOOM_PER_PIXEL = 0.0018;
/** A phase that is too slow for this many frames takes longer, but not for ever. */
const FEWEST_FRAMES = 8;
const LONGEST_MS = 15_000;

interface Phase {
  readonly name: string;
  readonly ms: number;
  /** Gives the event of one frame. `part`: of the phase, that this frame stands for. */
  readonly event: (part: number, done: number) => Event;
}

const zoom = (name: string, factor: number, ms: number): Phase => ({
  name,
  ms,
  event: (part) => wheelAt(0.55, { deltaY: (Math.log(factor) * part) / ZOOM_PER_PIXEL }),
});
const pan = (name: string, pixels: number, ms = 400): Phase => ({
  name,
  ms,
  event: (part) => wheelAt(0.55, { deltaX: pixels * part }),
});
/** Over the labels the wheel scrolls. */
const scroll = (name: string, pixels: number, ms = 400): Phase => ({
  name,
  ms,
  event: (part) => wheelAt(0.02, { deltaY: pixels * part }),
});
const hover = (name: string, ms = 400): Phase => ({
  name,
  ms,
  event: (_part, done) => {
    const { left, top, width, height } = canvas().getBoundingClientRect();
    const place = { clientX: left + width * (0.2 + 0.7 * done), clientY: top + height * (0.4 + 0.4 * done) };
    return new PointerEvent('pointermove', { bubbles: true, pointerId: 1, ...place });
  },
});

/** About six seconds of looking around, from the whole session to a few operations and back. */
const phases: readonly Phase[] = [
  zoom('whole: zoom', 0.5, 300),
  pan('whole: pan', 600),
  scroll('whole: scroll', 1500),
  hover('whole: hover'),
  zoom('zoom in', 0.02, 900),
  pan('middle: pan', 1200),
  scroll('middle: scroll', -1500),
  zoom('zoom in', 0.02, 900),
  pan('near: pan', 1200),
  scroll('near: scroll', 1500),
  hover('near: hover'),
  zoom('zoom out', 10_000, 1200),
];

export interface Tour {
  readonly whole: Times;
  readonly phases: readonly (Times & { readonly name: string })[];
}

/** One event a frame, at the speed of a person: slow frames get more of the way, not more frames. */
export async function tour(): Promise<Tour> {
  const all: Frame[] = [];
  const byPhase = new Map<string, Frame[]>();
  dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }));
  for (const { name, ms, event } of phases) {
    const times = frameTimes();
    await times.next();
    let done = 0;
    let frames = 0;
    const endMs = performance.now() + LONGEST_MS;
    while (done < 1 && performance.now() < endMs) {
      const delta = frames === 0 ? 1000 / 60 : await times.next();
      const part = Math.min(delta / ms, 1 / FEWEST_FRAMES, 1 - done);
      done += part;
      frames++;
      times.give(() => canvas().dispatchEvent(event(part, done)));
    }
    await times.next();
    const watched = times.end();
    all.push(...watched);
    byPhase.set(name, [...(byPhase.get(name) ?? []), ...watched]);
  }
  return { whole: summarize(all), phases: [...byPhase].map(([name, frames]) => ({ name, ...summarize(frames) })) };
}
