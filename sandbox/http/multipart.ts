import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { BodyTooLarge } from './body.ts';

export type UploadedFile = {
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
};

export type MultipartForm = {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, UploadedFile>;
};

/**
 * Reads a `multipart/form-data` request: any letter case of part headers, quoted or bare values,
 * fixed length or chunked.
 * @throws {BodyTooLarge} when one file exceeds `fileLimitBytes`.
 * @throws {Error} when the body is not well-formed multipart.
 */
export function readMultipart(
  request: IncomingMessage,
  contentType: string,
  fileLimitBytes: number,
): Promise<MultipartForm> {
  const fields = new Map<string, string>();
  const files = new Map<string, UploadedFile>();
  return new Promise((resolve, reject) => {
    const parser = new Busboy({
      headers: { ...request.headers, 'content-type': contentType },
      limits: { fileSize: fileLimitBytes, fieldSize: 1 << 20 },
    });
    parser.on('field', (name, value) => fields.set(name, value));
    parser.on('file', (name, stream, fileName, _encoding, mimeType) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => reject(new BodyTooLarge(`File exceeds ${fileLimitBytes} bytes`)));
      stream.on('end', () => files.set(name, { fileName, mimeType, bytes: Buffer.concat(chunks) }));
    });
    parser.on('finish', () => resolve({ fields, files }));
    parser.on('error', reject);
    request.on('error', reject);
    request.pipe(parser);
  });
}
