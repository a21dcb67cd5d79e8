import { milliseconds, rowJson, textTimeline } from '../../trace/index.ts';
import { fail, type Command } from '../command.ts';
import { openTrace } from '../open-trace.ts';

export const rows: Command = {
  name: 'rows',
  usage: '<file.ovl> [--json]',
  does: 'prints the rows of a recording',
  help: [
    '--json  one JSON object a line, every row; without it, a readable line for each row that says something to people',
  ],
  options: { json: { type: 'boolean' } },
  words: [1, 1],
  async run(context, [path = ''], { json }) {
    const opened = openTrace(context, path);
    if (!opened.ok) return fail(context, opened.problem);
    const { trace } = opened.value;
    if (json === true)
      for (let row = 0; row < trace.rows.length; row++) context.print(JSON.stringify(rowJson(trace, row)));
    else for (const line of textTimeline(trace)) context.print(line);
    return 0;
  },
};

export const info: Command = {
  name: 'info',
  usage: '<file.ovl> [--json]',
  does: 'tells what a recording holds and where it comes from',
  help: ['--json  as one JSON object'],
  options: { json: { type: 'boolean' } },
  words: [1, 1],
  async run(context, [path = ''], { json }) {
    const opened = openTrace(context, path);
    if (!opened.ok) return fail(context, opened.problem);
    const { trace, recording } = opened.value;
    const facts = {
      ...trace.info,
      functions: undefined,
      rows: trace.rows.length,
      operations: trace.operations.length,
      threads: trace.threads.size,
      durationNs: trace.endTime,
      ended: trace.ended,
      lostRows: trace.lostRows,
      bytes: recording.bytes,
      lostBytes: recording.lostBytes,
    };
    if (json === true) {
      context.print(JSON.stringify(facts));
      return 0;
    }
    const { system } = trace.info;
    const lines = [
      ['program', facts.program],
      ['recorded', `${facts.startedAt}, by Overlook ${facts.overlook}, format ${facts.format}`],
      ['Winsock', `${system.winsock} of ${system.name}, ${system.architecture}, Node ${system.node}`],
      ['length', `${milliseconds(facts.durationNs)}${facts.ended ? '' : ', without an end: the session was cut off'}`],
      ['holds', `${facts.rows} rows, ${facts.operations} operations, ${facts.threads} threads, ${facts.bytes} bytes`],
      ['lost', `${facts.lostRows} rows while recording, ${facts.lostBytes} bytes at the end`],
    ];
    for (const [name = '', value = ''] of lines) context.print(`${name.padEnd(10)} ${value}`);
    return 0;
  },
};
