import { runCommandLine } from './command-line.ts';
import { environment } from './environment.ts';

/** The program behind `npm run -s overlook`. */
async function main(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  // Whoever read our output has seen enough (| head). What was asked for is done all the same: a recording goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    environment: environment(),
    folder: process.cwd(),
    interrupted: interrupted.signal,
    print: (line) => void process.stdout.write(`${line}\n`),
    tell: (line) => void process.stderr.write(`${line}\n`),
  });
}

void main(); // A mistake of ours ends the process with its stack, and a code that is not 0.
