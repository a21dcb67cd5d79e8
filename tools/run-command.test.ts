import { expect, test } from 'vitest';
import { runCommand } from './run-command.mjs';

const node = (script: string, timeoutMs = 10_000) => runCommand(process.execPath, ['-e', script], { timeoutMs });

test('what a program wrote is returned', async () => {
  expect(await node('console.log("out"); console.error("err")')).toEqual({
    code: 0,
    stdout: 'out\n',
    stderr: 'err\n',
    problem: undefined,
  });
});

test('a failure is told with the last line of stderr', async () => {
  const { code, problem } = await node('console.error("first\\nlast"); process.exit(3)');
  expect({ code, problem }).toEqual({ code: 3, problem: `${process.execPath} ended with exit code 3: last` });
});

test('a program that is not there is a problem, not an exception', async () => {
  const { problem } = await runCommand('no-such-program', [], { timeoutMs: 1000 });
  expect(problem).toMatch(/^no-such-program could not be started: /);
});

test('a program that takes too long is ended', async () => {
  const { problem } = await node('setInterval(() => {}, 1000)', 200);
  expect(problem).toMatch(/was ended because it took more than/);
});

test('a background process that keeps the pipes open is not waited for', async () => {
  const background = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'inherit' })`;
  const { problem, stdout } = await node(`const child = ${background}; child.unref(); console.log(child.pid);`);
  expect(problem).toBeUndefined();
  // It still runs: this throws where there is no such process.
  process.kill(Number(stdout), 'SIGKILL');
});
