import { fileResource } from '../files.ts';
import { googleError, invalidArgument } from '../protocol/google-error.ts';
import { answered, type Handled, refused } from '../protocol/outcome.ts';
import { parseBody } from '../protocol/parse-body.ts';
import { fileMetadataSchema } from '../protocol/request-schema.ts';
import type { Route } from '../protocol/route.ts';
import { type Incoming, obey } from './incoming.ts';

const FILE_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Both steps of a resumable upload: the start names an address, the bytes go there. */
export async function upload(incoming: Incoming): Promise<Handled> {
  const ended = await decideForFiles(incoming);
  if (ended !== undefined) return ended;
  const command = incoming.header('x-goog-upload-command') ?? '';
  const commands = command.split(',').map((each) => each.trim());
  if (commands.includes('start')) return startUpload(incoming);
  if (commands.includes('upload')) return receiveBytes(incoming, commands.includes('finalize'));
  return refused(invalidArgument(`Unknown X-Goog-Upload-Command: "${command}".`));
}

function startUpload(incoming: Incoming): Handled {
  if (incoming.header('x-goog-upload-protocol') !== 'resumable') {
    return refused(invalidArgument('X-Goog-Upload-Protocol must be "resumable".'));
  }
  const sizeBytes = Number(incoming.header('x-goog-upload-header-content-length') ?? 'NaN');
  if (!Number.isInteger(sizeBytes) || sizeBytes <= 0 || sizeBytes > FILE_BYTES_MAX) {
    return refused(invalidArgument('X-Goog-Upload-Header-Content-Length is not a size in bytes.'));
  }
  const mimeType = incoming.header('x-goog-upload-header-content-type');
  if (mimeType === undefined || !/^[\w.+-]+\/[\w.+-]+/.test(mimeType)) {
    return refused(invalidArgument('X-Goog-Upload-Header-Content-Type is not a MIME type.'));
  }
  const text = incoming.body.length === 0 ? '{}' : incoming.body.toString();
  const parsed = parseBody(text, fileMetadataSchema);
  if (!parsed.ok) return refused(parsed.error);
  incoming.notes.body = parsed.value;
  const id = incoming.control.files.start({
    mimeType,
    displayName: parsed.value.file?.displayName,
    sizeBytes,
    baseUrl: incoming.baseUrl,
  });
  const address = `${incoming.baseUrl}/upload/v1beta/files?upload_id=${id}&upload_protocol=resumable`;
  return answered(
    {},
    {
      'x-goog-upload-status': 'active',
      'x-goog-upload-url': address,
      'x-goog-upload-control-url': address,
    },
  );
}

function receiveBytes(incoming: Incoming, finalize: boolean): Handled {
  const offset = Number(incoming.header('x-goog-upload-offset') ?? 'NaN');
  const id = incoming.query.upload_id ?? '';
  const stored = incoming.control.files.append(id, offset, incoming.body, finalize);
  switch (stored) {
    case 'unknown':
      return refused(googleError(404, 'Upload not found.'));
    case 'offset':
      return refused(invalidArgument('X-Goog-Upload-Offset does not follow the bytes received.'));
    case 'size':
      return refused(invalidArgument('The upload is not as long as announced.'));
    case 'active':
      return answered({}, { 'x-goog-upload-status': 'active' });
    default:
      return answered({ file: fileResource(stored) }, { 'x-goog-upload-status': 'final' });
  }
}

/** `GET files`, newest last, in one page. */
export async function listFiles(incoming: Incoming): Promise<Handled> {
  const ended = await decideForFiles(incoming);
  if (ended !== undefined) return ended;
  const files = incoming.control.files.list().map(fileResource);
  return answered(files.length === 0 ? {} : { files });
}

/** `GET` and `DELETE files/{id}`. */
export async function oneFile(
  incoming: Incoming,
  route: Extract<Route, { kind: 'file' }>,
): Promise<Handled> {
  const ended = await decideForFiles(incoming);
  if (ended !== undefined) return ended;
  const file = incoming.control.files.get(route.name);
  if (file === undefined) {
    const id = route.name.replace('files/', '');
    return refused(
      googleError(403, `You do not have permission to access the File ${id} or it may not exist.`),
    );
  }
  if (!route.remove) return answered(fileResource(file));
  incoming.control.files.delete(route.name);
  return answered({});
}

function decideForFiles(incoming: Incoming): Promise<Handled | undefined> {
  incoming.notes.kind = 'files';
  const decision = incoming.control.decide({ kind: 'files', modelId: '', prompt: '' });
  return obey(incoming, decision, { modelId: '', apiVersion: 'v1beta', method: 'files' });
}
