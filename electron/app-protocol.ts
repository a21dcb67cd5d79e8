import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { CustomScheme } from 'electron';
import { contentTypes, fileOf, pageHeaders } from '../host/server.ts';
import { isInApp, SCHEME } from './app-address.ts';

/** For protocol.registerSchemesAsPrivileged(), before the app is ready. */
export const appScheme: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** Answers a request for `app://overlook/…` with a file of `folder`, and with no other. */
export async function answerFromFolder(folder: string, request: Pick<Request, 'method' | 'url'>): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  if (!isInApp(request.url)) return refuse(404);
  const file = fileOf(request.url, folder);
  if (file === undefined) return refuse(403);
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return refuse(404);
  return new Response(content, {
    headers: { ...pageHeaders, 'content-type': contentTypes[extname(file)] ?? 'application/octet-stream' },
  });
}

function refuse(status: number): Response {
  return new Response(undefined, { status });
}
