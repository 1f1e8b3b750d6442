import { z } from 'zod';

/*
 * Bodies of the Gemini calls. Strict: the real server refuses an unknown name too. Values whose right set depends on
 * the model (`aspectRatio`, `imageSize`, `thinkingLevel`) are checked later.
 */

const anyObject = z.record(z.string(), z.unknown());

const blobSchema = z.strictObject({ mimeType: z.string(), data: z.string() });
const fileDataSchema = z.strictObject({ mimeType: z.string().optional(), fileUri: z.string() });

const partSchema = z.strictObject({
  text: z.string().optional(),
  inlineData: blobSchema.optional(),
  fileData: fileDataSchema.optional(),
  functionCall: z
    .strictObject({ id: z.string().optional(), name: z.string(), args: anyObject.optional() })
    .optional(),
  functionResponse: z
    .strictObject({ id: z.string().optional(), name: z.string(), response: anyObject })
    .optional(),
  executableCode: anyObject.optional(),
  codeExecutionResult: anyObject.optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  videoMetadata: anyObject.optional(),
  mediaResolution: anyObject.optional(),
  partMetadata: anyObject.optional(),
});
export type Part = z.infer<typeof partSchema>;

const contentSchema = z.strictObject({
  role: z.string().optional(),
  parts: z.array(partSchema).optional(),
});
export type Content = z.infer<typeof contentSchema>;

const safetySettingSchema = z.strictObject({
  category: z.enum([
    'HARM_CATEGORY_HARASSMENT',
    'HARM_CATEGORY_HATE_SPEECH',
    'HARM_CATEGORY_SEXUALLY_EXPLICIT',
    'HARM_CATEGORY_DANGEROUS_CONTENT',
    'HARM_CATEGORY_JAILBREAK',
    'HARM_CATEGORY_CIVIC_INTEGRITY',
  ]),
  threshold: z.enum([
    'BLOCK_LOW_AND_ABOVE',
    'BLOCK_MEDIUM_AND_ABOVE',
    'BLOCK_ONLY_HIGH',
    'BLOCK_NONE',
    'OFF',
  ]),
});

const thinkingConfigSchema = z.strictObject({
  includeThoughts: z.boolean().optional(),
  thinkingBudget: z.number().int().optional(),
  thinkingLevel: z
    .enum(['THINKING_LEVEL_UNSPECIFIED', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH'])
    .optional(),
});

const imageConfigSchema = z.strictObject({
  aspectRatio: z.string().optional(),
  imageSize: z.string().optional(),
});

const generationConfigShape = {
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: z.number().optional(),
  candidateCount: z.number().int().optional(),
  maxOutputTokens: z.number().int().min(1).optional(),
  stopSequences: z.array(z.string()).max(5).optional(),
  seed: z.number().int().optional(),
  presencePenalty: z.number().optional(),
  frequencyPenalty: z.number().optional(),
  responseLogprobs: z.boolean().optional(),
  logprobs: z.number().int().optional(),
  responseMimeType: z.string().optional(),
  responseSchema: anyObject.optional(),
  responseJsonSchema: z.unknown().optional(),
  responseModalities: z.array(z.enum(['TEXT', 'IMAGE', 'AUDIO'])).optional(),
  mediaResolution: z.string().optional(),
  speechConfig: anyObject.optional(),
  thinkingConfig: thinkingConfigSchema.optional(),
  imageConfig: imageConfigSchema.optional(),
};

const requestShape = {
  contents: z.array(contentSchema).optional(),
  systemInstruction: contentSchema.optional(),
  safetySettings: z.array(safetySettingSchema).optional(),
  tools: z.array(anyObject).optional(),
  toolConfig: anyObject.optional(),
  cachedContent: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  serviceTier: z.string().optional(),
  store: z.boolean().optional(),
  continuationToken: z.string().optional(),
};

export const generateRequestSchema = z.strictObject({
  ...requestShape,
  generationConfig: z.strictObject(generationConfigShape).optional(),
});
export type GenerateRequest = z.infer<typeof generateRequestSchema>;

/** The enterprise backend knows more fields of a picture. */
export const enterpriseGenerateRequestSchema = z.strictObject({
  ...requestShape,
  modelArmorConfig: anyObject.optional(),
  generationConfig: z
    .strictObject({
      ...generationConfigShape,
      audioTimestamp: z.boolean().optional(),
      routingConfig: anyObject.optional(),
      modelConfig: anyObject.optional(),
      imageConfig: z
        .strictObject({
          ...imageConfigSchema.shape,
          personGeneration: z.string().optional(),
          prominentPeople: z.string().optional(),
          imageOutputOptions: z
            .strictObject({
              mimeType: z.string().optional(),
              compressionQuality: z.number().optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

export const countTokensRequestSchema = z.strictObject({
  contents: z.array(contentSchema).optional(),
  generateContentRequest: anyObject.optional(),
});

const imagenImageSchema = z.strictObject({
  bytesBase64Encoded: z.string(),
  mimeType: z.string().optional(),
});

/** Imagen on the enterprise backend. */
export const predictRequestSchema = z.strictObject({
  labels: z.record(z.string(), z.string()).optional(),
  instances: z
    .array(
      z.strictObject({
        prompt: z.string().optional(),
        referenceImages: z
          .array(
            z.strictObject({
              referenceImage: imagenImageSchema.optional(),
              referenceId: z.number().int(),
              referenceType: z.string(),
              maskImageConfig: anyObject.optional(),
              controlImageConfig: anyObject.optional(),
              styleImageConfig: anyObject.optional(),
              subjectImageConfig: anyObject.optional(),
            }),
          )
          .optional(),
      }),
    )
    .length(1),
  parameters: z
    .strictObject({
      sampleCount: z.number().int().min(1).max(4).optional(),
      aspectRatio: z.string().optional(),
      sampleImageSize: z.string().optional(),
      personGeneration: z
        .enum(['DONT_ALLOW', 'ALLOW_ADULT', 'ALLOW_ALL', 'dont_allow', 'allow_adult', 'allow_all'])
        .optional(),
      safetySetting: z.string().optional(),
      includeRaiReason: z.boolean().optional(),
      includeSafetyAttributes: z.boolean().optional(),
      outputOptions: z
        .strictObject({
          mimeType: z.enum(['image/png', 'image/jpeg']).optional(),
          compressionQuality: z.number().int().min(0).max(100).optional(),
        })
        .optional(),
      addWatermark: z.boolean().optional(),
      enhancePrompt: z.boolean().optional(),
      negativePrompt: z.string().optional(),
      guidanceScale: z.number().optional(),
      seed: z.number().int().optional(),
      language: z.string().optional(),
      storageUri: z.string().optional(),
      labels: z.record(z.string(), z.string()).optional(),
      editMode: z.string().optional(),
      editConfig: anyObject.optional(),
    })
    .optional(),
});
export type PredictRequest = z.infer<typeof predictRequestSchema>;

export const fileMetadataSchema = z.strictObject({
  file: z
    .strictObject({
      name: z.string().optional(),
      displayName: z.string().optional(),
      mimeType: z.string().optional(),
      sizeBytes: z.union([z.string(), z.number()]).optional(),
      uri: z.string().optional(),
    })
    .optional(),
});
