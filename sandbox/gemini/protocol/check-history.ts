import type { CatalogueModel } from '../control-api.ts';
import { isBase64 } from './check-media.ts';
import { type GoogleError, invalidArgument } from './google-error.ts';
import type { Content } from './request-schema.ts';
import { isOwnSignature } from './thought-signature.ts';

const DOCS = 'https://ai.google.dev/gemini-api/docs/thought-signatures';

/** Turns alternate, begin and end with the user, and bring back the signatures that the model gave. */
export function checkHistory(
  contents: readonly Content[],
  model: CatalogueModel,
): GoogleError | undefined {
  return checkOrder(contents) ?? checkSignatures(contents, model);
}

function checkOrder(contents: readonly Content[]): GoogleError | undefined {
  const roles = contents.map((content) => content.role ?? 'user');
  if (roles[0] !== 'user') {
    return invalidArgument('Please ensure that multiturn requests start with a user role.');
  }
  if (roles.some((role, turn) => turn > 0 && role === roles[turn - 1])) {
    return invalidArgument(
      'Please ensure that multiturn requests alternate between user and model.',
    );
  }
  if (roles.at(-1) !== 'user') {
    return invalidArgument(
      'Please ensure that multiturn requests end with a user role or a function response.',
    );
  }
  return undefined;
}

function checkSignatures(
  contents: readonly Content[],
  model: CatalogueModel,
): GoogleError | undefined {
  const imagesNeedOne = model.image?.needsThoughtSignature === true;
  for (const [turn, content] of contents.entries()) {
    for (const [index, part] of (content.parts ?? []).entries()) {
      const signature = part.thoughtSignature;
      if (signature !== undefined && !isBase64(signature)) {
        const field = `contents[${turn}].parts[${index}].thought_signature`;
        return invalidArgument(
          `Invalid value at '${field}' (TYPE_BYTES), Base64 decoding failed for ${JSON.stringify(signature.slice(0, 80))}`,
          field,
        );
      }
      if (signature !== undefined && !isOwnSignature(signature)) {
        return invalidArgument('Thought signature is not valid');
      }
      if (content.role !== 'model' || signature !== undefined) continue;
      const where = `in content position ${turn + 1}, part position ${index + 1}. Please refer to ${DOCS} for more details.`;
      if (imagesNeedOne && part.inlineData !== undefined && part.thought !== true) {
        return invalidArgument(`Image part is missing a thought_signature ${where}`);
      }
      // Of parallel calls only the first carries one.
      if (part.functionCall !== undefined && isFirstCall(content, index)) {
        return invalidArgument(
          `Function call is missing a thought_signature in functionCall parts, ${where}`,
        );
      }
    }
  }
  return undefined;
}

function isFirstCall(content: Content, index: number): boolean {
  return content.parts?.findIndex((part) => part.functionCall !== undefined) === index;
}
