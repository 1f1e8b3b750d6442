import type { UploadedFile } from '../../http/multipart.ts';

const BY_EXTENSION: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  mp3: 'audio/mpeg',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  zip: 'application/zip',
};

/** Like the server: by the file's name; clients' content types are mostly `octet-stream`. */
export function guessMimeType(file: Pick<UploadedFile, 'fileName' | 'mimeType'>): string {
  const extension = /\.([a-z0-9]+)$/i.exec(file.fileName)?.[1]?.toLowerCase() ?? '';
  const declared = file.mimeType === '' ? 'application/octet-stream' : file.mimeType;
  return BY_EXTENSION[extension] ?? declared;
}
