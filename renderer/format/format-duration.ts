const units = [
  { name: 's', ns: 1e9 },
  { name: 'ms', ns: 1e6 },
  { name: 'µs', ns: 1e3 },
  { name: 'ns', ns: 1 },
] as const;

/** A duration in the unit that fits it, with three digits that count: `377 µs`, `1.20 ms`, `24 ns`. */
export function formatDuration(ns: number): string {
  const size = Math.abs(ns);
  const unit = units.find((candidate) => size >= candidate.ns) ?? units[3];
  const value = ns / unit.ns;
  const decimals = unit.ns === 1 ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(decimals)} ${unit.name}`;
}

/** A moment of the session: milliseconds with the microseconds and nanoseconds in groups: `12.482 617 ms`. */
export function formatMoment(ns: number): string {
  return `${formatMomentShort(ns)} ms`;
}

/** The same without its unit, for columns whose title says it. */
export function formatMomentShort(ns: number): string {
  const rounded = Math.round(ns);
  const whole = Math.floor(rounded / 1e6);
  const rest = String(rounded - whole * 1e6).padStart(6, '0');
  return `${whole}.${rest.slice(0, 3)} ${rest.slice(3)}`;
}

/** `2.4 MB`, `812 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

const counts = new Intl.NumberFormat('en');

/** `12,408`. */
export function formatCount(count: number): string {
  return counts.format(count);
}
