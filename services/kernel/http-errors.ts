/** Errors of the HTTP conventions themselves (SOL013), the same for every API. */
import { defineErrors } from './errors.ts';

export const httpErrors = defineErrors({
  HTTP_BAD_REQUEST: {
    httpStatus: 400,
    retryable: false,
    title: 'The request is malformed',
    remedy: 'Correct the attributes named in the facts and send it again.',
  },
  HTTP_FILTER_INVALID: {
    httpStatus: 400,
    retryable: false,
    title: 'The attribute filter cannot be understood',
    remedy:
      'Write filter=(op,attribute,value) with op one of eq, neq, in, nin, gt, gte, lt, lte, cont, ncont.',
  },
  HTTP_UNAUTHORIZED: {
    httpStatus: 401,
    retryable: false,
    title: 'The request carries no valid token',
    remedy: 'Send `Authorization: Bearer TOKEN`; the token stands in the file api-token of the state folder.',
  },
  HTTP_ROUTE_NOT_FOUND: {
    httpStatus: 404,
    retryable: false,
    title: 'There is no such resource path',
    remedy: 'Check the path against the OpenAPI document.',
  },
  HTTP_METHOD_NOT_ALLOWED: {
    httpStatus: 405,
    retryable: false,
    title: 'The resource does not support this method',
    remedy: 'Use a method of the Allow header.',
  },
  HTTP_NOT_ACCEPTABLE: {
    httpStatus: 406,
    retryable: false,
    title: 'The resource has no representation the request accepts',
    remedy: 'Send an Accept header that names one of the media types in the facts, or leave it out.',
  },
  HTTP_VERSION_NOT_SUPPORTED: {
    httpStatus: 406,
    retryable: false,
    title: 'The API version asked for is not served',
    remedy: 'Send a Version header the api_versions resource lists, or leave it out.',
  },
  HTTP_PRECONDITION_FAILED: {
    httpStatus: 412,
    retryable: false,
    title: 'The resource has changed since it was read',
    remedy: 'Read the resource again and repeat the change with its new ETag.',
  },
  HTTP_PAYLOAD_TOO_LARGE: {
    httpStatus: 413,
    retryable: false,
    title: 'The request body is too large',
    remedy: 'Send a smaller body; the limit stands in the detail.',
  },
  HTTP_UNSUPPORTED_MEDIA_TYPE: {
    httpStatus: 415,
    retryable: false,
    title: 'The media type of the body is not supported here',
    remedy: 'Send the Content-Type the OpenAPI document names for this resource.',
  },
  HTTP_INTERNAL: {
    httpStatus: 500,
    retryable: true,
    title: 'The server failed',
    remedy: 'Try again; if it persists, look for the request id in the server’s log.',
  },
});
