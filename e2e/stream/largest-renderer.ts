import { readdirSync, readFileSync } from 'node:fs';

interface Taken {
  readonly mb: number;
  readonly cpuSeconds: number;
}

/** What the largest renderer of this process's browser takes, and its processor time. */
export function largestRenderer(): Taken {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((pid) => [pid, /^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? '0']));
  const isOurs = (pid: string): boolean =>
    pid === String(process.pid) || (pid > '1' && isOurs(parents.get(pid) ?? '0'));
  const renderers = pids.filter((pid) => read(pid, 'cmdline').includes('--type=renderer') && isOurs(pid));
  const taken = renderers.map((pid) => {
    // After the name in brackets: utime and stime are the 12th and the 13th, in hundredths of a second.
    const [user = 0, system = 0] = (read(pid, 'stat').split(') ').at(-1) ?? '').split(' ').slice(11, 13).map(Number);
    const mb = Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0) / 1000;
    return { mb, cpuSeconds: (user + system) / 100 };
  });
  return taken.sort((a, b) => b.mb - a.mb)[0] ?? { mb: 0, cpuSeconds: 0 };
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}
