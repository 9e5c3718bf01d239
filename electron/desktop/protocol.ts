/** `memcase://app/…`: the built page under an origin of its own, with the headers that bind it. Never `file:`. */
import type { CustomScheme, Protocol } from 'electron';
import type { PageFiles } from '#electron/platform/page-files.ts';
import { securityHeaders } from '#electron/platform/security-headers.ts';
import { isOwnAddress, pageScheme } from './page-address.ts';

/** A standard, secure origin; no privilege beyond what a page needs to load its own files. */
export const pageSchemeRights: CustomScheme = {
  scheme: pageScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
};

export function servePage(protocol: Pick<Protocol, 'handle'>, files: PageFiles): void {
  protocol.handle(pageScheme, (request) => answer(request, files));
}

async function answer(request: Request, files: PageFiles): Promise<Response> {
  if (request.method !== 'GET' || !isOwnAddress(request.url)) return refuse(403);
  const file = files.get(new URL(request.url).pathname);
  if (file === undefined) return refuse(404);
  const headers = {
    ...securityHeaders,
    'Content-Type': file.contentType,
    'Cache-Control': file.cacheControl,
  };
  return new Response(new Uint8Array(await file.read()), { headers });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: securityHeaders });
}
