import { parseArgs } from 'node:util';
import type { Command, CommandContext } from './command.ts';
import { doctor } from './commands/doctor.ts';
import { lessons } from './commands/lessons.ts';
import { operations } from './commands/operations.ts';
import { record } from './commands/record.ts';
import { info, rows } from './commands/rows.ts';
import { serve } from './commands/serve.ts';
import { witness } from './commands/witness.ts';

const commands: readonly Command[] = [lessons, record, info, operations, rows, serve, doctor, witness];
const WRONG_USE = 2;

/** Runs one command line. Gives the exit code: 0 it worked, 1 it did not, 2 it was not understood. */
export async function runCommandLine(args: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    overview().forEach((line) => context.print(line));
    return name === undefined ? WRONG_USE : 0;
  }
  if (name === '--version') {
    context.print(context.environment.version);
    return 0;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    context.tell(`There is no command “${name}”. The commands are: ${commands.map((one) => one.name).join(', ')}.`);
    return WRONG_USE;
  }
  const parsed = parse(command, rest);
  if (typeof parsed === 'string') {
    context.tell(`${parsed}\nUse: overlook ${command.name} ${command.usage}`);
    return WRONG_USE;
  }
  if (parsed.values['help'] === true) {
    help(command).forEach((line) => context.print(line));
    return 0;
  }
  return command.run(context, parsed.positionals, parsed.values);
}

/** The words and options of a command, or what is wrong with them. */
function parse(command: Command, args: readonly string[]) {
  const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    return firstSentence(error instanceof Error ? error.message : String(error));
  }
  const values: Readonly<Record<string, string | boolean | undefined>> = parsed.values;
  const [least, most] = command.words;
  if (values['help'] !== true && parsed.positionals.length < least) return `“${command.name}” needs more than that.`;
  if (parsed.positionals.length > most) return `“${parsed.positionals[most]}” is one word too many.`;
  return { positionals: parsed.positionals, values };
}

/** Node explains how to pass words that begin with a dash; nobody meant to. */
function firstSentence(message: string): string {
  return `${message.split('. ')[0]}.`.replace(/\.\.$/, '.');
}

function overview(): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'Overlook shows what overlapped socket I/O really does.',
    '',
    'Use: npm run -s overlook -- <command> …',
    '',
    ...commands.map(({ name, does }) => `  ${name.padEnd(width)}  ${does}`),
    '',
    'overlook <command> --help tells more. Exit code 0: it worked; 1: it did not; 2: not understood.',
  ];
}

function help({ name, usage, does, help: lines }: Command): string[] {
  return [
    `overlook ${name} ${usage}`,
    '',
    `${does[0]?.toUpperCase()}${does.slice(1)}.`,
    '',
    ...lines.map((line) => `  ${line}`),
  ];
}
