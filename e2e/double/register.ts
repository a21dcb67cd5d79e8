// node --require register.cjs main.cjs: there, require('electron') gives the double. Threads inherit the option, and have
// no use for it: the double is loaded by who asks for it.
import Module from 'node:module';
import { join } from 'node:path';

type Load = (this: unknown, request: string, ...rest: unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = function (request, ...rest) {
  if (request !== 'electron') return load.call(this, request, ...rest);
  return (load.call(this, join(import.meta.dirname, 'electron.cjs'), ...rest) as { electron: unknown }).electron;
};
