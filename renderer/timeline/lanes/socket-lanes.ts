import { objectName, type Operation, type Trace } from '../../../trace/index.ts';
import { drawOperations, drawSelected, operationAtMoment } from '../draw-operation.ts';
import { BAR_TOP_CSS, LANE_CSS, SUB_ROW_CSS, type Hit, type Lane } from '../lane.ts';
import type { TraceIndex } from '../trace-index.ts';
import { operationLines } from './operation-lines.ts';

const TITLE_CSS = 14;

/** The operations of each socket, in as few rows as their overlap allows. */
export function socketLanes(index: TraceIndex): Lane[] {
  return [...index.sockets.values()].map((track) => {
    const { rows } = track.packed;
    const peer = index.trace.objects.get(track.id)?.peer;
    return {
      id: `socket:${track.id}`,
      title: objectName(index.trace, track.id).replace('socket ', ''),
      // A long name has the line for itself.
      heightCss: (peer === undefined ? 0 : TITLE_CSS) + LANE_CSS + (rows.length - 1) * SUB_ROW_CSS,
      operations: track.operations,
      draw: (pen, frame, yCss) => {
        rows.forEach((row, number) => {
          const top = rowTop(yCss, number, peer !== undefined);
          drawOperations(pen, frame, row, top);
          const selected = row.find(({ id }) => id === frame.selectedOperation);
          if (selected !== undefined) drawSelected(pen, frame, selected, top);
        });
      },
      hit: (ns, yCss, toleranceNs) => {
        const number = Math.floor((yCss - BAR_TOP_CSS - (peer === undefined ? 0 : TITLE_CSS)) / SUB_ROW_CSS);
        const row = rows[Math.max(0, Math.min(number, rows.length - 1))];
        const operation = row === undefined ? undefined : operationAtMoment(row, ns, toleranceNs);
        return operation === undefined ? undefined : hitOperation(index.trace, operation);
      },
    };
  });
}

function rowTop(laneCss: number, row: number, hasTitleLine: boolean): number {
  return laneCss + BAR_TOP_CSS + (hasTitleLine ? TITLE_CSS : 0) + row * SUB_ROW_CSS;
}

/** Where the row of an operation lies on its socket's lane, from the lane's upper edge. */
export function operationTop(index: TraceIndex, operation: Operation): number {
  const track = index.sockets.get(operation.object);
  const row = track?.packed.rows.findIndex((one) => one.includes(operation)) ?? 0;
  return rowTop(0, Math.max(row, 0), index.trace.objects.get(operation.object)?.peer !== undefined);
}

export function hitOperation(trace: Trace, operation: Operation): Hit {
  return {
    lines: operationLines(trace, operation),
    selection: { kind: 'operation', id: operation.id },
    fromNs: operation.issuedAt,
    toNs: operation.fetchedAt ?? operation.releasedAt ?? trace.endTime,
  };
}
