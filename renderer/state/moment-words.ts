import { formatDuration, formatMoment } from '../format/format-duration.ts';
import { operationHit } from '../timeline/operation-hit.ts';
import type { TraceIndex } from '../timeline/trace-index.ts';
import { selectShownMoment, type OverlookState } from './store.ts';

/** What the timeline shows at the cursor, in sentences: what a screen reader says where others see. */
export function momentWords(state: OverlookState, index: TraceIndex | undefined): string {
  if (index === undefined) return '';
  const ns = selectShownMoment(state);
  const { range } = state;
  const measured =
    range === undefined
      ? ''
      : `${formatDuration(range.toNs - range.fromNs)} are marked from ${formatMoment(range.fromNs)}.`;
  return [`Cursor at ${formatMoment(ns)}.`, selectionWords(state, index, ns), measured].filter(Boolean).join(' ');
}

function selectionWords({ selection, session }: OverlookState, index: TraceIndex, ns: number): string {
  if (selection === undefined) return 'Nothing is selected.';
  if (selection.kind === 'operation') {
    const operation = index.trace.operation(selection.id);
    return operation === undefined ? '' : `Selected: ${operationHit(index, operation, ns).lines.join('. ')}.`;
  }
  const call = index.trace.calls.get(selection.id);
  if (call === undefined) return '';
  const took = formatDuration((call.returnedAt ?? session.endNs) - call.enteredAt);
  return `Selected: the call ${call.api}, ${call.returnedAt === undefined ? `not returned after ${took}` : `which took ${took}`}.`;
}
