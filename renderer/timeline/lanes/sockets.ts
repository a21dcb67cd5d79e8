import { BAR_CSS } from '../draw-bar.ts';
import { shownPeers } from '../chain.ts';
import { drawOperations, drawOutline, drawSelected, operationAtMoment } from '../draw-operation.ts';
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
  heightCss: (socket) => socket.rows.length * ROW_CSS + 6,
  draw: (pen, frame, socket, yCss) => {
    socket.rows.forEach((row, index) => drawOperations(pen, frame, row, yCss + TOP_CSS + index * ROW_CSS));
    const { trace } = frame.index;
    const selected = trace.operation(frame.selectedOperation);
    if (selected === undefined) return;
    const rowCss = (id: number) =>
      yCss + TOP_CSS + trace.tables.operations.columns.subRow[trace.operations.placeOf(id)!]! * ROW_CSS;
    for (const { operation: id } of shownPeers(trace, selected)?.parts ?? []) {
      const peer = trace.operation(id);
      if (peer?.object === socket.id) drawOutline(pen, frame, peer, rowCss(id), 'accent');
    }
    if (selected.object === socket.id) drawSelected(pen, frame, selected, rowCss(selected.id));
  },
  hitTest: (index, socket, { ns, toleranceNs, yCss }) => {
    const row = socket.rows[Math.floor((yCss - TOP_CSS / 2) / ROW_CSS)];
    const operation = row === undefined ? undefined : operationAtMoment({ index }, row, ns, toleranceNs);
    return operation === undefined ? undefined : operationHit(index, operation, ns);
  },
  anchorCss: (socket, anchor, { trace }) => {
    const place = anchor.kind === 'operation' ? trace.operations.placeOf(anchor.id) : undefined;
    const { object, subRow } = trace.tables.operations.columns;
    if (place === undefined || object[place] !== socket.id) return undefined;
    return TOP_CSS + subRow[place]! * ROW_CSS + BAR_CSS / 2;
  },
});
