import { hex, type Operation, type Slot } from '../../../trace/index.ts';
import { statusName } from '../../../winsock/index.ts';
import { BAR_CSS } from '../draw-bar.ts';
import { drawOperations, drawSelected, operationAtMoment } from '../draw-operation.ts';
import { laneKind } from '../lane-kind.ts';
import { operationHit } from '../operation-hit.ts';
import type { TraceIndex } from '../trace-index.ts';

const TOP_CSS = 4;

/** WSAOVERLAPPED structures: what each holds over time. Every operation but the first is a reuse of the same memory. */
export const overlappedLanes = laneKind<Slot>({
  id: 'overlapped',
  title: 'WSAOVERLAPPED',
  // Its operations stand on the sockets too; hundreds of lanes would hide the events and ports below.
  openUpTo: 64,
  lanes: (index) => index.slots.flatMap((id) => index.trace.slots.get(id) ?? []),
  key: (slot) => slot.id,
  label: (slot) => hex(slot.address),
  heightCss: () => BAR_CSS + 9,
  draw: (pen, frame, slot, yCss) => {
    const operations = operationsOf(frame.index, slot);
    const first = slot.operations[0];
    drawOperations(
      pen,
      frame,
      operations,
      yCss + TOP_CSS,
      (operation, label, state) => textOf(operation, state, operation.id !== first) ?? label,
    );
    const selected = frame.index.trace.operation(frame.selectedOperation);
    if (selected?.slot === slot.id) drawSelected(pen, frame, selected, yCss + TOP_CSS);
  },
  hitTest: (index, slot, { ns, toleranceNs }) => {
    const operation = operationAtMoment(operationsOf(index, slot), ns, toleranceNs);
    if (operation === undefined) return undefined;
    const hit = operationHit(index, operation, ns);
    const use = slot.operations.indexOf(operation.id) + 1;
    return { ...hit, lines: [...hit.lines, `use ${use} of this structure`] };
  },
  anchorCss: (slot, anchor) => (anchor.kind === 'slot' && anchor.id === slot.id ? TOP_CSS + BAR_CSS / 2 : undefined),
});

/** Operations by slot. A slot only ever gains uses: what is new is appended. */
const cache = new WeakMap<Slot, Operation[]>();
function operationsOf(index: TraceIndex, slot: Slot): readonly Operation[] {
  let known = cache.get(slot);
  if (known === undefined) cache.set(slot, (known = []));
  for (let use = known.length; use < slot.operations.length; use++) {
    const operation = index.trace.operation(slot.operations[use] ?? 0);
    // Its row comes before the slot's: a use without an operation cannot be, and would shift the others.
    if (operation === undefined) break;
    known.push(operation);
  }
  return known;
}

/** What the structure says in a state: `STATUS_PENDING`, `STATUS_SUCCESS, 16 bytes`. */
function textOf(operation: Operation, state: string, reused: boolean): string | undefined {
  const suffix = reused ? '  reused' : '';
  switch (state) {
    case 'call':
      return undefined;
    case 'in-flight':
    case 'leaked':
      return `STATUS_PENDING${suffix}`;
    default:
      return operation.status === undefined
        ? undefined
        : `${statusName(operation.status)}, ${operation.transferred ?? 0} bytes`;
  }
}
