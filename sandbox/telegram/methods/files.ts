import type { File } from 'grammy/types';
import { badRequest } from '../protocol/refusal.ts';
import type { MethodTable } from './method.ts';

const DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024;

/** Every file id begins with its kind in this form. */
const LOOKS_LIKE_FILE_ID = /^[A-D][A-Za-z]ACAgI[\w-]{20,}$/;

export const fileMethods: MethodTable = {
  async getFile(call): Promise<File> {
    const id = call.params.text('file_id') ?? '';
    if (id === '') throw badRequest('file_id not specified');
    const file = call.world.files.get(id);
    if (file === undefined && !LOOKS_LIKE_FILE_ID.test(id)) throw badRequest('invalid file_id');
    if (file !== undefined && file.sizeBytes > DOWNLOAD_LIMIT_BYTES) {
      throw badRequest('file is too big');
    }
    const bytes = file === undefined ? undefined : await call.world.files.read(file);
    if (file === undefined || bytes === undefined) {
      throw badRequest('wrong file_id or the file is temporarily unavailable');
    }
    return {
      file_id: file.fileId,
      file_unique_id: file.uniqueId,
      file_size: bytes.length,
      file_path: file.path,
    };
  },
};
