import { hex, type Operation, type Trace } from '../../../trace/index.ts';
import { statusName } from '../../../winsock/index.ts';
import { drawOperations, drawSelected, operationAtMoment } from '../draw-operation.ts';
import { BAR_TOP_CSS, LANE_CSS, type Lane } from '../lane.ts';
import type { TraceIndex } from '../trace-index.ts';
import { hitOperation } from './socket-lanes.ts';

/** Each WSAOVERLAPPED over time: one operation after the other, every reuse visible. */
export function slotLanes(index: TraceIndex): Lane[] {
  return index.slots.flatMap((id) => {
    const slot = index.trace.slots.get(id);
    if (slot === undefined) return [];
    const operations = slot.operations.flatMap((number) => index.trace.operation(number) ?? []);
    return [
      {
        id: `slot:${id}`,
        title: hex(slot.address),
        heightCss: LANE_CSS,
        operations,
        draw: (pen, frame, yCss) => {
          drawOperations(pen, frame, operations, yCss + BAR_TOP_CSS, (operation, _label, state) => content(index.trace, operation, state));
          const selected = operations.find((operation) => operation.id === frame.selectedOperation);
          if (selected !== undefined) drawSelected(pen, frame, selected, yCss + BAR_TOP_CSS);
        },
        hit: (ns, _yCss, toleranceNs) => {
          const operation = operationAtMoment(operations, ns, toleranceNs);
          return operation === undefined ? undefined : hitOperation(index.trace, operation);
        },
      } satisfies Lane,
    ];
  });
}

/** What stands in the structure during a state, as far as it was seen. */
function content(trace: Trace, operation: Operation, state: string): string | undefined {
  if (state === 'call') return undefined;
  if (state === 'in-flight' || state === 'leaked') {
    const isReuse = trace.slots.get(operation.slot)?.operations[0] !== operation.id;
    return `STATUS_PENDING${isReuse ? ' reused' : ''}`;
  }
  if (operation.status === undefined) return undefined;
  return `${statusName(operation.status)}, ${operation.transferred ?? 0} bytes`;
}
