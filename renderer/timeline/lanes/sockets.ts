import { BAR_CSS } from '../draw-bar.ts';
import { drawOperations, drawSelected, operationAtMoment } from '../draw-operation.ts';
import { laneKind } from '../lane-kind.ts';
import { operationHit } from '../operation-hit.ts';
import type { SocketTrack } from '../trace-index.ts';

const TOP_CSS = 4;
const ROW_CSS = BAR_CSS + 5;

/** Sockets: their operations, in as few rows as their overlap allows. */
export const sockets = laneKind<SocketTrack>({
  id: 'sockets',
  title: 'Sockets',
  lanes: (index) => [...index.sockets.values()],
  key: (socket) => socket.id,
  label: (socket, index) => {
    const object = index.trace.objects.get(socket.id);
    if (object === undefined) return `socket ${socket.id}`;
    return `${object.handle}${object.peer !== undefined ? ` ⇄ ${object.peer}` : object.local !== undefined ? ` ${object.local}` : ''}`;
  },
  heightCss: (socket) => socket.packed.rows.length * ROW_CSS + 6,
  draw: (pen, frame, socket, yCss) => {
    socket.packed.rows.forEach((row, index) => drawOperations(pen, frame, row, yCss + TOP_CSS + index * ROW_CSS));
    const selected = frame.index.trace.operation(frame.selectedOperation);
    if (selected === undefined || selected.object !== socket.id) return;
    drawSelected(pen, frame, selected, yCss + TOP_CSS + (socket.packed.rowOf(selected.id) ?? 0) * ROW_CSS);
  },
  hitTest: (index, socket, { ns, toleranceNs, yCss }) => {
    const row = socket.packed.rows[Math.floor((yCss - TOP_CSS / 2) / ROW_CSS)] ?? [];
    const operation = operationAtMoment(row, ns, toleranceNs);
    return operation === undefined ? undefined : operationHit(index, operation, ns);
  },
  anchorCss: (socket, anchor) => {
    if (anchor.kind !== 'operation') return undefined;
    const row = socket.packed.rowOf(anchor.id);
    return row === undefined ? undefined : TOP_CSS + row * ROW_CSS + BAR_CSS / 2;
  },
});
