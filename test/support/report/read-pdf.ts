/** Reads a PDF back with pdf.js, which shares nothing with the engine that wrote it. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface PdfLink {
  readonly page: number;
  /** Where it leads, 1-based; null where it leads nowhere. */
  readonly toPage: number | null;
  /** Height of the place that it leads to, in points from the bottom. */
  readonly toY: number | null;
  readonly rect: readonly number[];
}

export interface PdfText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface PdfFont {
  readonly isType3: boolean;
  readonly isEmbedded: boolean;
}

export interface ReadPdf {
  readonly pages: number;
  /** Pieces of text of each page, as they stand in the file. */
  readonly items: readonly (readonly PdfText[])[];
  readonly links: readonly PdfLink[];
  readonly outline: readonly string[];
  readonly info: Readonly<Record<string, unknown>>;
  readonly xmp: string;
  readonly marked: boolean;
  /** Roles of the structure tree of all pages. */
  readonly roles: ReadonlySet<string>;
  readonly fonts: readonly PdfFont[];
}

/** Text of a page, or of all pages, with the layout's line breaks taken out. */
export function textOf(pdf: ReadPdf, page?: number): string {
  const pages = page === undefined ? pdf.items : [pdf.items[page - 1] ?? []];
  return pages.map((items) => items.map(({ text }) => text).join('')).join('\n');
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = getDocument({ data: bytes.slice(), verbosity: 0, useSystemFonts: false });
  const document = await task.promise;
  const items: PdfText[][] = [];
  const links: PdfLink[] = [];
  const roles = new Set<string>();
  const fonts = new Map<string, PdfFont>();
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const content = await page.getTextContent();
    items.push(
      content.items.flatMap((item) =>
        'str' in item
          ? [
              {
                text: item.str,
                x: item.transform[4] as number,
                y: item.transform[5] as number,
                width: item.width,
              },
            ]
          : [],
      ),
    );
    collectRoles(await page.getStructTree(), roles);
    await page.getOperatorList();
    for (const name of fontNamesOf(content)) fonts.set(name, toFont(page.commonObjs.get(name)));
    for (const annotation of await page.getAnnotations()) {
      if (annotation.subtype !== 'Link') continue;
      links.push({ page: number, rect: annotation.rect, ...(await targetOf(document, annotation.dest)) });
    }
  }
  const { info, metadata } = await document.getMetadata();
  const read: ReadPdf = {
    pages: document.numPages,
    items,
    links,
    outline: flatten(await document.getOutline()),
    info: info as Record<string, unknown>,
    xmp: metadata?.getRaw() ?? '',
    marked: isMarked(await document.getMarkInfo()),
    roles,
    fonts: [...fonts.values()],
  };
  await task.destroy();
  return read;
}

/** A map in truth, an object in its types. */
function isMarked(info: unknown): boolean {
  return info instanceof Map && info.get('Marked') === true;
}

type Document = Awaited<ReturnType<typeof getDocument>['promise']>;
type Page = Awaited<ReturnType<Document['getPage']>>;

function fontNamesOf(content: Awaited<ReturnType<Page['getTextContent']>>): string[] {
  return content.items.flatMap((item) => ('str' in item && item.str !== '' ? [item.fontName] : []));
}

function toFont(font: { isType3Font?: boolean; missingFile?: boolean }): PdfFont {
  return { isType3: font.isType3Font === true, isEmbedded: font.missingFile === false };
}

async function targetOf(
  document: Document,
  destination: string | unknown[] | null,
): Promise<{ toPage: number | null; toY: number | null }> {
  const explicit = typeof destination === 'string' ? await document.getDestination(destination) : destination;
  if (explicit === null || explicit === undefined) return { toPage: null, toY: null };
  const index = await document.getPageIndex(explicit[0] as Parameters<Document['getPageIndex']>[0]);
  return { toPage: index + 1, toY: typeof explicit[3] === 'number' ? explicit[3] : null };
}

interface TreeNode {
  readonly role?: string;
  readonly children?: readonly unknown[];
}

function collectRoles(node: TreeNode | null, roles: Set<string>): void {
  if (node === null) return;
  if (node.role !== undefined) roles.add(node.role);
  for (const child of node.children ?? []) collectRoles(child as TreeNode, roles);
}

interface OutlineNode {
  readonly title: string;
  readonly items: readonly OutlineNode[];
}

function flatten(nodes: readonly OutlineNode[] | null): string[] {
  return (nodes ?? []).flatMap((node) => [node.title, ...flatten(node.items)]);
}
