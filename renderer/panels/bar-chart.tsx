import { useState, type KeyboardEvent } from 'react';
import type { Bar } from '../state/statistics-view.ts';

/**
 * Bars beside each other. Each is a button: with the mouse, or by arrow keys and Enter. The highest fills the chart, and one
 * that stands for anything at all can be seen.
 */
export function BarChart(props: {
  readonly label: string;
  /** The class of its colour and pattern. */
  readonly look: string;
  readonly bars: readonly Bar[];
  /** What stands below the first and the last bar. */
  readonly ends: readonly [string, string];
  readonly onTake: (bar: Bar) => void;
}) {
  const { label, look, bars, ends, onTake } = props;
  const [focused, setFocused] = useState(0);
  const highest = bars.reduce((most, { size }) => Math.max(most, size), 0);
  const moved = (event: KeyboardEvent<HTMLElement>) => {
    const places: Readonly<Record<string, number>> = {
      ArrowRight: focused + 1,
      ArrowLeft: focused - 1,
      Home: 0,
      End: bars.length - 1,
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(Math.max(place, 0), bars.length - 1);
    setFocused(next);
    const button = event.currentTarget.children[next];
    if (button instanceof HTMLElement) button.focus();
  };
  if (highest === 0) return <p className="faint">{label}: nothing.</p>;
  return (
    <figure className="chart">
      <figcaption>{label}</figcaption>
      <div role="toolbar" aria-label={label} className="bars" data-keeps-arrows onKeyDown={moved}>
        {bars.map((bar, index) => (
          <button
            key={bar.from}
            type="button"
            className="bar"
            title={bar.label}
            aria-label={bar.label}
            tabIndex={index === Math.min(focused, bars.length - 1) ? 0 : -1}
            disabled={bar.size === 0}
            onFocus={() => setFocused(index)}
            onClick={() => onTake(bar)}
          >
            <span
              className={look}
              style={{ height: bar.size === 0 ? 0 : `max(2px, ${(bar.size / highest) * 100}%)` }}
            />
          </button>
        ))}
      </div>
      <div className="chart-ends faint">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </figure>
  );
}
