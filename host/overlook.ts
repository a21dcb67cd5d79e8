import { runCommandLine } from './command-line.ts';
import { endProcess } from './end-process.ts';
import { environment } from './environment.ts';

/** The program behind `npm run -s overlook`. */
async function main(): Promise<void> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  // Whoever read our output has seen enough (| head). What was asked for is done all the same: a recording goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const code = await runCommandLine(process.argv.slice(2), {
    environment: environment(),
    folder: process.cwd(),
    interrupted: interrupted.signal,
    print: (line) => void process.stdout.write(`${line}\n`),
    tell: (line) => void process.stderr.write(`${line}\n`),
  });
  process.exitCode = code;
  // What was printed is out before the process is ended.
  await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
  endProcess(code, () => {});
}

void main(); // A mistake of ours ends the process with its stack, and a code that is not 0.
