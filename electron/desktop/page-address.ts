/** The page's own address; everything that is not below it is somebody else's. */
export const pageScheme = 'memcase';
export const pageOrigin = `${pageScheme}://app`;
export const pageUrl = `${pageOrigin}/`;

/** Whether an address is our own page or something that the page itself made. Never throws. */
export function isOwnAddress(address: string): boolean {
  const inner = address.startsWith('blob:') ? address.slice('blob:'.length) : address;
  // Parsed, not compared by prefix: `memcase://app@evil/` and `memcase://app.evil/` begin like ours.
  const url = URL.parse(inner);
  return url !== null && url.protocol === `${pageScheme}:` && url.host === 'app' && url.username === '';
}
