// Whether what electron-builder has made can work at all: called for each architecture, before it is fused and signed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What the PE header says of the machine. @type {Readonly<Record<string, number>>} */
const machines = { x64: 0x8664, arm64: 0xaa64 };

/** electron-builder's numbers. @type {Readonly<Record<number, string>>} */
const architectureNames = { 1: 'x64', 3: 'arm64' };

/** @param {{ appOutDir: string, arch: number }} context */
export async function checkPackage({ appOutDir, arch }) {
  const name = architectureNames[arch];
  if (name === undefined) throw new Error(`Overlook is not packed for electron-builder's architecture ${arch}.`);
  checkNativeModule(appOutDir, name);
}

/**
 * koffi must be there for the architecture of the package, and for no other; without it Overlook starts, and can only show
 * recordings.
 *
 * @param {string} appOutDir
 * @param {string} architecture
 */
export function checkNativeModule(appOutDir, architecture) {
  const folder = join(appOutDir, 'resources/app.asar.unpacked/node_modules/@koromix');
  const modules = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.node'))
    : [];
  const [module] = modules;
  if (module === undefined || modules.length > 1) {
    throw new Error(`The package for ${architecture} must have one native module of koffi, and has ${modules.length}.`);
  }
  const machine = machineOf(readFileSync(join(folder, module)));
  if (machine !== machines[architecture]) {
    throw new Error(
      `The package for ${architecture} has ${module}, which is for another machine (0x${machine.toString(16)}).`,
    );
  }
}

/** @param {Buffer} program a PE file */
export function machineOf(program) {
  const header = program.readUInt32LE(0x3c);
  if (program.toString('latin1', header, header + 4) !== 'PE\0\0') throw new Error('This is no program for Windows.');
  return program.readUInt16LE(header + 4);
}
