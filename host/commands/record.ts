import { resolve } from 'node:path';
import {
  checkOptions,
  findProgram,
  optionRange,
  programs,
  type LessonOption,
  type OptionValues,
} from '../../lessons/index.ts';
import { BatchDecoder, LONG_BYTES, MOST_PAYLOAD_BYTES, Trace, readInfo, textTimeline } from '../../trace/index.ts';
import { appendFooter } from '../append-footer.ts';
import { BridgeKeeper } from '../bridge-keeper.ts';
import { fail, type Command, type CommandContext } from '../command.ts';
import { openBridge } from '../open-bridge.ts';
import { unknownProgram } from '../program-name.ts';
import { RecordingFile } from '../recording-file.ts';
import { RecordingSummary } from '../recording-summary.ts';
import { Session } from '../session.ts';

export const record: Command = {
  name: 'record',
  usage: '<lesson> --out <file.ovl> [--option value …]',
  does: 'runs a lesson live and records it',
  help: [
    '--out <file.ovl>  where the recording goes; an existing file is replaced',
    '--quiet, -q       no timeline, only the summary',
    `--payload <bytes> also records so many bytes of each buffer that is sent or received, at most ${MOST_PAYLOAD_BYTES};`,
    '                  left out: none, and the recording says nothing of what was in them',
    ...[...programs.values()].flatMap(({ name, options = [] }) => optionsHelp(name, options)),
  ],
  options: {
    out: { type: 'string' },
    quiet: { type: 'boolean', short: 'q' },
    payload: { type: 'string' },
    ...lessonOptions(),
  },
  words: [1, 1],
  async run(context, [name = ''], { out, quiet, payload = '0', ...given }) {
    const lesson = findProgram(name);
    if (lesson === undefined) return fail(context, unknownProgram(name));
    const options = checkOptions(lesson, chosen(given));
    if (typeof options === 'string') return fail(context, options);
    const payloadBytes = Number(payload);
    if (typeof payload !== 'string' || !/^\d{1,4}$/.test(payload) || payloadBytes > MOST_PAYLOAD_BYTES) {
      return fail(context, `--payload ${String(payload)}: give a number of bytes from 0 to ${MOST_PAYLOAD_BYTES}.`);
    }
    if (typeof out !== 'string' || out === '') {
      return fail(context, `Say where the recording goes: overlook record ${name} --out ${name}.ovl`);
    }
    const path = resolve(context.folder, out);
    const running: { session?: Session } = {};
    const bridges = new BridgeKeeper((listener, signal) => openBridge(context.environment, listener, signal), {
      message: (message) => running.session?.take(message),
      lost: (why) => running.session?.lost(why),
    });
    const giveUp = () => void bridges.close();
    context.interrupted.addEventListener('abort', giveUp);
    const bridge = await bridges.get();
    context.interrupted.removeEventListener('abort', giveUp);
    if (context.interrupted.aborted) {
      await bridges.close();
      return fail(context, 'Stopped before anything was recorded.');
    }
    if (!bridge.ok) return fail(context, bridge.problem);
    const recording = RecordingFile.create(path);
    if (!recording.ok) {
      await bridges.close();
      return fail(context, recording.problem);
    }
    const summary = new RecordingSummary();
    const printer = quiet === true ? undefined : new TimelinePrinter(context);
    const session = new Session(name, options, recording.value, bridge.value, {
      recorded: (index) => {
        const message = recording.value.message(index);
        if (message === undefined) return;
        printer?.take(message, index);
        summary.take(message, index);
      },
      changed: () => {},
    });
    running.session = session;
    const stop = () => session.control('stop');
    context.interrupted.addEventListener('abort', stop);
    session.start(false, payloadBytes);
    await session.ended;
    context.interrupted.removeEventListener('abort', stop);
    await bridges.close();
    recording.value.close();
    // Where nothing was recorded, there is no file.
    const footer = recording.value.bytes < LONG_BYTES ? undefined : appendFooter(path);
    if (footer?.ok === false) context.tell(footer.problem);
    context.print(`${path}: ${summary.text}, ${recording.value.bytes} bytes`);
    if (session.state === 'failed') return fail(context, session.text);
    return context.interrupted.aborted ? fail(context, 'Stopped; what was recorded until then is kept.') : 0;
  },
};

/** Every option of every lesson: whether it is one of this lesson is asked when the lesson is known. */
function lessonOptions(): Record<string, { readonly type: 'string' }> {
  const names = [...programs.values()].flatMap(({ options = [] }) => options.map(({ name }) => name));
  return Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
}

function chosen(given: Readonly<Record<string, string | boolean | undefined>>): OptionValues {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function optionsHelp(lesson: string, options: readonly LessonOption[]): string[] {
  if (options.length === 0) return [];
  const line = (option: LessonOption) =>
    `--${option.name.padEnd(15)} ${option.means}: ${optionRange(option)}; usually ${option.usual}`;
  return ['', `Of ${lesson}:`, ...options.map(line)];
}

/** Prints the timeline of a session while it is recorded. It holds the whole trace: a long session is better recorded quietly. */
class TimelinePrinter {
  private trace: Trace | undefined;
  private decoder: BatchDecoder | undefined;

  constructor(private readonly context: CommandContext) {}

  /** `index`: the number of the message in its recording; the first is the schema. */
  take(message: Uint8Array, index: number): void {
    if (index === 0) {
      const info = readInfo(message);
      this.trace = info === undefined ? undefined : new Trace(info);
      this.decoder = new BatchDecoder(message);
      return;
    }
    const { trace } = this;
    const batch = this.decoder?.decode(message);
    if (trace === undefined || batch === undefined) return;
    const first = trace.rows.length;
    trace.append(batch);
    for (const line of textTimeline(trace, first)) this.context.print(line);
  }
}
