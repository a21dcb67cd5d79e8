import type { View } from './time-scale.ts';

export interface Tick {
  readonly ns: number;
  readonly label: string;
}

const units = [
  { name: 's', ns: 1e9, digits: 9 },
  { name: 'ms', ns: 1e6, digits: 6 },
  { name: 'µs', ns: 1e3, digits: 3 },
  { name: 'ns', ns: 1, digits: 0 },
] as const;

/** The distance between two ticks: 1, 2 or 5 times a power of ten, so that labels do not touch. */
export function tickStepNs(view: View, widthCss: number, labelCss = 96): number {
  const atLeast = Math.max(((view.endNs - view.startNs) / Math.max(widthCss, 1)) * labelCss, 1);
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= atLeast * 0.999_999) ?? 10;
  return step * power;
}

/**
 * The ticks in view. All labels of one ruler have the same unit: the one that fits the latest moment in view, or the
 * step where that is coarser. As many decimals as the step needs, in groups of three.
 */
export function rulerTicks(view: View, widthCss: number): Tick[] {
  const step = tickStepNs(view, widthCss);
  const latest = Math.max(Math.abs(view.endNs), step);
  const unit = units.find((candidate) => latest >= candidate.ns) ?? units[3];
  const decimals = Math.max(0, Math.min(unit.digits, Math.ceil(Math.log10(unit.ns / step) - 1e-9)));
  const ticks: Tick[] = [];
  const first = Math.ceil(Math.max(view.startNs, 0) / step);
  for (let index = first; index * step <= view.endNs; index++) {
    const ns = index * step;
    ticks.push({ ns, label: ns === 0 ? '0' : `${grouped((ns / unit.ns).toFixed(decimals))} ${unit.name}` });
  }
  return ticks;
}

function grouped(number: string): string {
  const [whole = '', decimals] = number.split('.');
  return decimals === undefined ? whole : `${whole}.${decimals.replace(/(\d{3})(?=\d)/g, '$1 ')}`;
}
