import { ControlError } from '../../http/control-error.ts';
import type { UploadedFile } from '../../http/multipart.ts';
import type { FileData } from '../control-api.ts';
import { guessMimeType } from '../media/mime-type.ts';

const DATA_URL = /^data:([^;,]*)(?:;[^,]*)?;base64,/;

/** Contents of a file that a person sends: base64, or a `data:` URL that also tells the type. */
export function decodeFile(input: FileData, defaultName: string): UploadedFile {
  const prefix = DATA_URL.exec(input.data);
  const base64 = prefix === null ? input.data : input.data.slice(prefix[0].length);
  if (!/^[A-Za-z0-9+/=_\s-]*$/.test(base64)) throw new ControlError(400, 'data is not base64');
  const fileName = input.fileName ?? defaultName;
  const declared = input.mimeType ?? prefix?.[1] ?? '';
  return {
    fileName,
    mimeType: declared === '' ? guessMimeType({ fileName, mimeType: '' }) : declared,
    bytes: Buffer.from(base64, 'base64'),
  };
}
