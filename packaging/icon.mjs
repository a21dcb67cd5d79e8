// node packaging/icon.mjs: makes icon.ico and icon.png from renderer/public/icon.svg, in Chromium. Run when that changes.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findChromium } from '../tools/find-chromium.mjs';
import { root } from '../tools/paths.mjs';

export const svgFile = join(root, 'renderer/public/icon.svg');
const folder = import.meta.dirname;

/** The sizes that Windows asks for, from lists to large tiles. */
export const sizes = [16, 20, 24, 32, 40, 48, 64, 128, 256];

/** What icon.svg was when the icons were made: `icon.sha256` beside them. */
export function svgHash() {
  // Git may give a text file other ends of lines.
  const text = readFileSync(svgFile, 'utf8').replaceAll('\r\n', '\n');
  return createHash('sha256').update(text).digest('hex');
}

/**
 * @typedef {{ size: number, rgba: Uint8Array, png: Uint8Array }} Picture
 *
 * @returns {Promise<readonly Picture[]>}
 */
async function draw() {
  const { chromium } = await import('@playwright/test');
  const executablePath = findChromium();
  const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
  try {
    const page = await browser.newPage();
    const drawn = await page.evaluate(
      async ([svg, sizes]) => {
        const image = new Image();
        image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
        await image.decode();
        return sizes.map((size) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
          const context = canvas.getContext('2d');
          if (context === null) throw new Error('This browser does not draw.');
          context.drawImage(image, 0, 0, size, size);
          const rgba = [...context.getImageData(0, 0, size, size).data];
          return { size, rgba, png: canvas.toDataURL('image/png').replace(/^.*,/, '') };
        });
      },
      /** @type {const} */ ([readFileSync(svgFile, 'utf8'), sizes]),
    );
    return drawn.map(({ size, rgba, png }) => ({ size, rgba: Uint8Array.from(rgba), png: Buffer.from(png, 'base64') }));
  } finally {
    await browser.close();
  }
}

/**
 * An .ico: a table, and the pictures. The largest is a PNG; the others are bitmaps, which every reader of icons knows.
 *
 * @param {readonly Picture[]} pictures
 */
function icoOf(pictures) {
  const contents = pictures.map(({ size, rgba, png }) => (size < 256 ? bitmapOf(size, rgba) : Buffer.from(png)));
  const table = Buffer.alloc(6 + 16 * pictures.length);
  table.writeUInt16LE(1, 2);
  table.writeUInt16LE(pictures.length, 4);
  let offset = table.length;
  for (const [index, { size }] of pictures.entries()) {
    const entry = table.subarray(6 + 16 * index);
    // 0 says 256.
    entry.writeUInt8(size % 256, 0);
    entry.writeUInt8(size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(contents[index]?.length ?? 0, 8);
    entry.writeUInt32LE(offset, 12);
    offset += contents[index]?.length ?? 0;
  }
  return Buffer.concat([table, ...contents]);
}

/**
 * BITMAPINFOHEADER, the pixels as BGRA from the bottom row up, and a mask of one bit per pixel that nobody needs beside
 * an alpha channel: all 0.
 *
 * @param {number} size
 * @param {Uint8Array} rgba
 */
function bitmapOf(size, rgba) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  // Pixels and mask together.
  header.writeInt32LE(2 * size, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const pixels = Buffer.alloc(4 * size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray(4 * (y * size + x));
      pixels.set([b, g, r, a], 4 * ((size - 1 - y) * size + x));
    }
  }
  // A row of the mask ends at a multiple of 32 bits.
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size);
  return Buffer.concat([header, pixels, mask]);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const pictures = await draw();
  writeFileSync(join(folder, 'icon.ico'), icoOf(pictures));
  writeFileSync(join(folder, 'icon.png'), pictures.at(-1)?.png ?? '');
  writeFileSync(join(folder, 'icon.sha256'), `${svgHash()}\n`);
  console.log(`icon.ico and icon.png: ${sizes.join(', ')}`);
}
