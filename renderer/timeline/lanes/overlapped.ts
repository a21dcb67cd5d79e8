import { hex, type OperationState, type SlotMemory } from '../../../trace/index.ts';
import { statusName } from '../../../winsock/index.ts';
import { BAR_CSS } from '../draw-bar.ts';
import { drawOperations, drawSelected, operationAtMoment, usualLabel } from '../draw-operation.ts';
import { laneKind } from '../lane-kind.ts';
import { operationHit } from '../operation-hit.ts';
import type { OperationRow } from '../operation-row.ts';
import type { Frame } from '../pen.ts';

const TOP_CSS = 4;

interface SlotLane {
  readonly slot: SlotMemory;
  /** Its operations: every one but the first is a reuse of the same memory. */
  readonly row: OperationRow;
}

/** WSAOVERLAPPED structures: what each holds over time. */
export const overlappedLanes = laneKind<SlotLane>({
  id: 'overlapped',
  title: 'WSAOVERLAPPED',
  // Its operations stand on the sockets too; hundreds of lanes would hide the events and ports below.
  openUpTo: 64,
  lanes: (index) =>
    [...index.slots].flatMap(([id, row]) => {
      const slot = index.trace.slots.get(id);
      return slot === undefined ? [] : [{ slot, row }];
    }),
  key: ({ slot }) => slot.id,
  label: ({ slot }) => hex(slot.address),
  heightCss: () => BAR_CSS + 9,
  draw: (pen, frame, { slot, row }, yCss) => {
    const first = row.places.at(0);
    drawOperations(
      pen,
      frame,
      row,
      yCss + TOP_CSS,
      (place, state) => contentOf(frame, place, state, place !== first) ?? usualLabel(frame, place, state),
    );
    const selected = frame.index.trace.operation(frame.selectedOperation);
    if (selected?.slot === slot.id) drawSelected(pen, frame, selected, yCss + TOP_CSS);
  },
  hitTest: (index, { row }, { ns, toleranceNs }) => {
    const operation = operationAtMoment({ index }, row, ns, toleranceNs);
    if (operation === undefined) return undefined;
    const hit = operationHit(index, operation, ns);
    const use = (row.places.rankOf(index.trace.operations.placeOf(operation.id)!) ?? 0) + 1;
    return { ...hit, lines: [...hit.lines, `use ${use} of this structure`] };
  },
  anchorCss: ({ slot }, anchor) =>
    anchor.kind === 'slot' && anchor.id === slot.id ? TOP_CSS + BAR_CSS / 2 : undefined,
});

/** What the structure says in a state: `STATUS_PENDING`, `STATUS_SUCCESS, 16 bytes`. */
function contentOf(
  { index: { trace } }: Frame,
  place: number,
  state: OperationState,
  reused: boolean,
): string | undefined {
  if (state === 'call') return undefined;
  if (state === 'in-flight' || state === 'leaked') return `STATUS_PENDING${reused ? '  reused' : ''}`;
  const { status, transferred } = trace.tables.operations.columns;
  return transferred.has(place) ? `${statusName(status[place]!)}, ${transferred.at(place)} bytes` : undefined;
}
