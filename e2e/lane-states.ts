// A recording in which every lane has every state that it can draw, made of the drawings that the unit tests use.
import { BatchWriter, kindNumber, type Row } from '../trace/index.ts';
import { drawnInfo, drawnRow, drawRows } from '../trace/testing/drawn-trace.ts';
import { functions } from '../winsock/index.ts';

/** What is near enough to read: a column is a microsecond. Line n is thread n, socket 200 + n, event 100 + n, port 300 + n. */
const near = `
  WSARecv    ..IP..........C.............N...........F...........X..IP.........................
  WSASend    ......IE..............IM........C.........F......X
  WSARecv    ..IP.............R...S.......N...............F...............X
  WSARecv    ....IP.............K........N...............F.............X
  WSARecv    ......IP............Z............K..........N.................F
  WSARecv    ........IP...................................................................L
  WSARecv    .O..IP.......C..........D..IP........R.......D...IP.K.....D...Y..Y........U....U
  WSASend    ..JP.........C..........V..IP....N.....W..............JPR....V.....W
`;

/** Thousands of operations, too short to see one by one, on a line of their own. */
const far = `WSARecv ${'.'.repeat(400)}${'IPCNFXIP..C..N..FXIMCFX....IPC...........NFX'.repeat(40)}IPRNFX${'IPCNFX......'.repeat(100)}IPKNFX`;

/** In view where bars and labels can be read, and where they are columns. */
export const nearView = { startNs: 0, endNs: 96_000 };
export const farView = { startNs: 0, endNs: 3_700_000 };

const api = (name: string) => functions.findIndex((known) => known.name === name) + 1;
const call = (id: number, atUs: number, name: string) =>
  (['call-entered', 'call-returned'] as const).map((kind) =>
    drawnRow(kind, atUs * 1000, { call: id, thread: 1, object: 101, api: api(name) }),
  );
const text = (words: string) => new TextEncoder().encode(words);

function moreRows(): Row[] {
  const us = 1000;
  const event = (at: number, value: number, more: Partial<Row> = {}) =>
    drawnRow('event-state', at * us, { object: 101, thread: 1, value, ...more });
  const depth = (at: number, value: number, uncertainty: number) =>
    drawnRow('port-depth', at * us, { object: 307, thread: 1, value, uncertainty: uncertainty * us });
  const lost = text('{"operations":3,"rows":12}');
  return [
    drawnRow('chapter', 1 * us, { payload: text('Everything that a lane can show') }),
    drawnRow('note', 30 * us, { payload: text('a note') }),
    drawnRow('gap', 78 * us, { value: 12, thread: 4, uncertainty: 8 * us, payload: lost }),
    drawnRow('overrun', 88 * us, { payload: text('slot 3') }),
    // The first event: set by the program, reset by the issue, set by the completion, reset by a wait, and unseen.
    ...call(9001, 1.5, 'WSASetEvent'),
    event(1.5, 1, { call: 9001 }),
    event(3, 0, { call: 1 }),
    event(18, 1, { operation: 1, uncertainty: 2 * us }),
    ...call(9002, 36, 'WSAWaitForMultipleEvents'),
    event(36, 0, { call: 9002 }),
    event(46, 1),
    event(46.3, 0),
    event(46.6, 1),
    event(52, 0),
    event(70, 1, { uncertainty: 9 * us }),
    depth(6, 0, 0),
    depth(20, 1, 4),
    depth(32, 0, 3),
    depth(42, 1, 2),
    depth(49, 3, 4),
    depth(58, 2, 5),
    depth(68, 4, 4),
    depth(80, 2, 6),
    drawnRow('program-waits', 66 * us, { thread: 1, payload: text('for a turn') }),
    drawnRow('program-goes-on', 84 * us, { thread: 1 }),
  ];
}

/** The bytes of the recording. */
export function laneStates(): Buffer {
  // When the first one completed is less certain than usual.
  const drawn = drawRows(`${near}\n${far}`).map((row) =>
    row.kind === kindNumber('completed') && row.operation === 1 ? { ...row, uncertainty: 6000 } : row,
  );
  const rows = [...drawn, ...moreRows()].toSorted((a, b) => a.time - b.time);
  const endNs = rows.at(-1)!.time;
  const writer = new BatchWriter(drawnInfo);
  const ended = drawnRow('session-ended', endNs, { payload: text('drawn to its end') });
  return Buffer.concat([writer.schemaMessage, writer.batchMessage([...rows, ended])]);
}
