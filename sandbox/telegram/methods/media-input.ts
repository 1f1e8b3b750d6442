import type { Document, PhotoSize } from 'grammy/types';
import type { UploadedFile } from '../../http/multipart.ts';
import { guessMimeType } from '../media/mime-type.ts';
import { badRequest } from '../protocol/refusal.ts';
import { digest, type FileKind, type StoredFile } from '../state/files.ts';
import type { World } from '../state/world.ts';
import type { Call } from './method.ts';

const ATTACH = 'attach://';

type GivenFile =
  | { readonly kind: 'upload'; readonly upload: UploadedFile }
  | { readonly kind: 'stored'; readonly file: StoredFile };

/** A photo that is uploaded with the call, or sent again by the file id of any of its sizes. */
export async function photoInput(call: Call, value: string, missing: string): Promise<PhotoSize[]> {
  const given = givenFile(call, value, 'photo', missing);
  if (given.kind === 'upload') return call.world.photos.accept(given.upload.bytes);
  const sizes = call.world.photos.sizes(given.file.fileId);
  if (sizes === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  return sizes;
}

export function documentInput(call: Call, value: string, missing: string): Document {
  const given = givenFile(call, value, 'document', missing);
  return documentOf(given.kind === 'stored' ? given.file : storeDocument(call.world, given.upload));
}

export function storeDocument(world: World, upload: UploadedFile, declaredSizeBytes?: number) {
  const { bytes, fileName } = upload;
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  return world.files.add({
    kind: 'document',
    bytes,
    fileName,
    mimeType: guessMimeType(upload),
    identity: digest(bytes),
    ...(declaredSizeBytes === undefined ? {} : { declaredSizeBytes }),
  });
}

export function documentOf(file: StoredFile): Document {
  return {
    ...(file.fileName === undefined ? {} : { file_name: file.fileName }),
    mime_type: file.mimeType,
    file_id: file.fileId,
    file_unique_id: file.uniqueId,
    file_size: file.sizeBytes,
  };
}

function givenFile(call: Call, value: string, kind: FileKind, missing: string): GivenFile {
  if (value.startsWith(ATTACH)) {
    const upload = call.files.get(value.slice(ATTACH.length));
    if (upload === undefined) throw badRequest(missing);
    return { kind: 'upload', upload };
  }
  if (value === '') throw badRequest(missing);
  // The sandbox works without a network, so no address can be fetched.
  if (/^https?:\/\//i.test(value)) throw badRequest('failed to get HTTP URL content');
  const file = call.world.files.get(value);
  if (file === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  if (file.kind !== kind) {
    throw badRequest(`can't use file of type ${capitalized(file.kind)} as ${capitalized(kind)}`);
  }
  return { kind: 'stored', file };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
