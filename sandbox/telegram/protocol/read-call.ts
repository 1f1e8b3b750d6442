import type { IncomingMessage } from 'node:http';
import { BodyTooLarge, readBody } from '../../http/body.ts';
import { readMultipart, type UploadedFile } from '../../http/multipart.ts';
import { isObject } from '../spec/checker.ts';
import { badRequest, refusal } from './refusal.ts';

/** Parameters as they came: text from forms and queries, any JSON from JSON bodies. */
export type RawCall = {
  readonly params: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, UploadedFile>;
};

const NO_FILES: ReadonlyMap<string, UploadedFile> = new Map();
const BODY_LIMIT_BYTES = 50 * 1024 * 1024;

/** Reads query, urlencoded, JSON and multipart parameters alike; the body wins over the query. */
export async function readCall(request: IncomingMessage, query: string): Promise<RawCall> {
  const fromQuery = query === '' ? {} : fromForm(query);
  if (request.method === 'GET' || request.method === 'HEAD') {
    return { params: fromQuery, files: NO_FILES };
  }
  try {
    const body = await readBodyParams(request);
    return {
      params: query === '' ? body.params : { ...fromQuery, ...body.params },
      files: body.files,
    };
  } catch (error) {
    if (error instanceof BodyTooLarge) throw refusal(413, 'Request Entity Too Large');
    throw error;
  }
}

async function readBodyParams(request: IncomingMessage): Promise<RawCall> {
  const contentType = request.headers['content-type'] ?? '';
  const kind = contentType.toLowerCase();
  if (kind.startsWith('multipart/form-data')) return readForm(request, contentType);
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (body.length === 0) return { params: {}, files: NO_FILES };
  if (kind.startsWith('application/json')) {
    return { params: fromJson(body.toString('utf8')), files: NO_FILES };
  }
  if (kind.startsWith('application/x-www-form-urlencoded')) {
    return { params: fromForm(body.toString('utf8')), files: NO_FILES };
  }
  // Telegram ignores bodies of other kinds.
  return { params: {}, files: NO_FILES };
}

/** A file part that bears the name of a parameter is that parameter. */
async function readForm(request: IncomingMessage, contentType: string): Promise<RawCall> {
  const form = await readMultipart(request, contentType, BODY_LIMIT_BYTES).catch((cause) => {
    if (cause instanceof BodyTooLarge) throw cause;
    throw badRequest("can't parse multipart/form-data");
  });
  return { params: Object.fromEntries(form.fields), files: form.files };
}

function fromJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (!isObject(value)) throw badRequest('expected a JSON object');
  return value;
}

function fromForm(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}
