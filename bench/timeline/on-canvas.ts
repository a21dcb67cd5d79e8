/** The timeline's canvas. */
export function canvas(): HTMLCanvasElement {
  return document.querySelector<HTMLCanvasElement>('[data-testid="timeline-canvas"]')!;
}

/** A wheel event in the middle of the timeline's height, so far from its left edge, as a part of its width. */
export function wheelAt(part: number, init: WheelEventInit): WheelEvent {
  const { left, top, width, height } = canvas().getBoundingClientRect();
  const place = { clientX: left + width * part, clientY: top + height * 0.6 };
  return new WheelEvent('wheel', { bubbles: true, cancelable: true, ...place, ...init });
}

/**
 * A number that stands for the timeline's picture: another picture, another number. A small copy is read, so that the
 * browser does not treat the canvas itself as one that is read.
 */
export function pictures(): () => number {
  const small = document.createElement('canvas');
  small.width = 320;
  small.height = 180;
  const pen = small.getContext('2d', { willReadFrequently: true })!;
  return () => {
    pen.drawImage(canvas(), 0, 0, small.width, small.height);
    const pixels = new Uint32Array(pen.getImageData(0, 0, small.width, small.height).data.buffer);
    let hash = 0;
    for (const pixel of pixels) hash = (Math.imul(hash, 31) + pixel) | 0;
    return hash;
  };
}
