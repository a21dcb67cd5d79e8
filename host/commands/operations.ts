import { errorName, statusName } from '../../winsock/index.ts';
import { hex, milliseconds, objectName, operationJson, type Operation, type Trace } from '../../trace/index.ts';
import { fail, type Command } from '../command.ts';
import { openTrace } from '../open-trace.ts';

export const operations: Command = {
  name: 'operations',
  usage: '<file.ovl> [--json]',
  does: 'prints the operations of a recording',
  help: ['--json  one JSON object a line; times in nanoseconds since the session began'],
  options: { json: { type: 'boolean' } },
  words: [1, 1],
  async run(context, [path = ''], { json }) {
    const opened = openTrace(context, path);
    if (!opened.ok) return fail(context, opened.problem);
    const { trace } = opened.value;
    if (json !== true) context.print(line(headings));
    for (const operation of trace.operations) {
      context.print(json === true ? JSON.stringify(operationJson(trace, operation)) : line(cells(trace, operation)));
    }
    return 0;
  },
};

const headings = [
  '#',
  'api',
  'on',
  'lpOverlapped',
  'issued',
  'outcome',
  'end',
  'in flight',
  'unnoticed',
  'unfetched',
  'bytes',
  'status',
];
const widths = [4, 12, 34, 12, 17, 10, 10, 14, 14, 14, 7, 0];

function cells(trace: Trace, operation: Operation): string[] {
  const { returnedAt, completedAt, noticedAt, fetchedAt, outcome } = operation;
  const wait = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined ? '' : milliseconds(Math.max(0, to - from)).replace(/ ms$/, '');
  return [
    String(operation.id),
    operation.api,
    objectName(trace, operation.object),
    hex(trace.slots.get(operation.slot)?.address ?? 0),
    milliseconds(operation.issuedAt),
    outcome ?? '',
    operation.end ?? '',
    outcome === 'immediate' ? '0' : wait(returnedAt, completedAt),
    wait(completedAt, noticedAt),
    wait(noticedAt, fetchedAt),
    String(operation.transferred ?? ''),
    [
      operation.status === undefined ? '' : statusName(operation.status),
      operation.error === undefined ? '' : errorName(operation.error),
    ]
      .filter((text) => text !== '')
      .join(' '),
  ];
}

function line(texts: readonly string[]): string {
  return texts
    .map((text, index) => text.padEnd(widths[index] ?? 0))
    .join(' ')
    .trimEnd();
}
