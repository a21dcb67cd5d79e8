import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../lessons/index.ts';
import { fail, type Command } from '../command.ts';
import { openTrace } from '../open-trace.ts';
import { unknownProgram } from '../program-name.ts';
import { compare } from '../witness/compare.ts';
import { readWineLog } from '../witness/wine-log.ts';
import { record } from './record.ts';

const MOST_LINES = 20;

export const witness: Command = {
  name: 'witness',
  usage: '<lesson>',
  does: 'runs a lesson and compares the recording with Wine’s own log of the same calls',
  help: [
    'The exit code is 0 only when every overlapped call is in both: same thread and order, socket, WSAOVERLAPPED, result.',
  ],
  options: {},
  words: [1, 1],
  async run(context, [lesson = '']) {
    if (findProgram(lesson) === undefined) return fail(context, unknownProgram(lesson));
    if (process.platform !== 'linux')
      return fail(context, 'The witness is Wine’s log of calls, and Wine is used on Linux only.');
    const folder = mkdtempSync(join(tmpdir(), 'overlook-witness-'));
    const [file, wineLog] = [join(folder, 'witnessed.ovl'), join(folder, 'wine.log')];
    try {
      const environment = { ...context.environment, wineLog };
      const code = await record.run({ ...context, environment, print: () => {} }, [lesson], { out: file, quiet: true });
      if (code !== 0) return code;
      const opened = openTrace(context, file);
      if (!opened.ok) return fail(context, opened.problem);
      const log = readFileSync(wineLog, 'utf8');
      if (!log.includes('trace:winsock:')) return fail(context, 'Wine wrote no log of calls, so there is no witness.');
      const { matched, onlyInLog, onlyInTrace } = compare(opened.value.trace, readWineLog(log));
      context.print(
        `${lesson}: ${matched} matched, ${onlyInLog.length} only in log, ${onlyInTrace.length} only in trace`,
      );
      for (const line of onlyInLog.slice(0, MOST_LINES)) context.print(`only in log    ${line}`);
      for (const line of onlyInTrace.slice(0, MOST_LINES)) context.print(`only in trace  ${line}`);
      return onlyInLog.length + onlyInTrace.length === 0 ? 0 : 1;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
