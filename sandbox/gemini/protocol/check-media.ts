import sharp from 'sharp';
import type { CatalogueModel } from '../control-api.ts';
import type { FileStore } from '../files.ts';
import { type GoogleError, googleError, invalidArgument } from './google-error.ts';
import type { Content, Part } from './request-schema.ts';

export interface InputImage {
  /** Index of the turn that holds it. */
  readonly turn: number;
  readonly bytes: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

type Media =
  | {
      readonly ok: true;
      readonly images: readonly InputImage[];
      /** Accepted by the real server, but surely not meant. */
      readonly oddities: readonly string[];
    }
  | { readonly ok: false; readonly error: GoogleError };

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif'];
const OTHER_TYPES = /^(audio|video|text)\/|^application\/(pdf|json)$/;

/** Standard or URL-safe base64, padded or not, as protocol buffers accept it. */
export function isBase64(text: string): boolean {
  const unpadded = text.replace(/={1,2}$/, '');
  return unpadded.length % 4 !== 1 && /^[A-Za-z0-9+/_-]*$/.test(unpadded);
}

/** Decodes every picture of the request far enough to know that it is one. */
export async function checkMedia(
  contents: readonly Content[],
  model: CatalogueModel,
  files: FileStore,
): Promise<Media> {
  const images: InputImage[] = [];
  const oddities: string[] = [];
  for (const [turn, content] of contents.entries()) {
    for (const [index, part] of (content.parts ?? []).entries()) {
      if (part.inlineData === undefined && part.fileData === undefined) continue;
      const field = `contents[${turn}].parts[${index}]`;
      const blob = bytesOf(part, field, files);
      if (!blob.ok) return blob;
      if (!IMAGE_TYPES.includes(blob.mimeType)) {
        if (model.output === 'text' && OTHER_TYPES.test(blob.mimeType)) continue;
        return { ok: false, error: invalidArgument(`Unsupported MIME type: ${blob.mimeType}`) };
      }
      const shape = await inspect(blob.bytes);
      if (shape === undefined) return { ok: false, error: unreadableImage() };
      if (shape.mimeType !== blob.mimeType) {
        oddities.push(`${field} says ${blob.mimeType} but holds ${shape.mimeType}`);
      }
      images.push({ turn, bytes: blob.bytes, widthPx: shape.widthPx, heightPx: shape.heightPx });
    }
  }
  return { ok: true, images, oddities };
}

export function unreadableImage(): GoogleError {
  return googleError(
    400,
    'Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
  );
}

type Bytes =
  | { readonly ok: true; readonly mimeType: string; readonly bytes: Buffer }
  | { readonly ok: false; readonly error: GoogleError };

function bytesOf(part: Part, field: string, files: FileStore): Bytes {
  if (part.inlineData !== undefined) {
    const { mimeType, data } = part.inlineData;
    if (data === '' || !isBase64(data)) {
      const path = `${field}.inline_data.data`;
      const shown = JSON.stringify(data.slice(0, 80));
      const message = `Invalid value at '${path}' (TYPE_BYTES), Base64 decoding failed for ${shown}`;
      return { ok: false, error: invalidArgument(message, path) };
    }
    return { ok: true, mimeType, bytes: Buffer.from(data, 'base64') };
  }
  const uri = part.fileData?.fileUri ?? '';
  const file = files.byUri(uri);
  if (file === undefined) {
    return {
      ok: false,
      error: googleError(
        403,
        `You do not have permission to access the File ${uri.split('/').at(-1) ?? uri} or it may not exist.`,
      ),
    };
  }
  return { ok: true, mimeType: part.fileData?.mimeType ?? file.mimeType, bytes: file.bytes };
}

/** Type and shape of a picture, or nothing when it is none. */
export async function inspect(
  bytes: Buffer,
): Promise<
  { readonly mimeType: string; readonly widthPx: number; readonly heightPx: number } | undefined
> {
  try {
    const found = await sharp(bytes).metadata();
    const mimeType = found.format === 'heif' ? 'image/heic' : `image/${found.format}`;
    const { width, height } = found.autoOrient;
    return { mimeType, widthPx: width, heightPx: height };
  } catch {
    return undefined;
  }
}
