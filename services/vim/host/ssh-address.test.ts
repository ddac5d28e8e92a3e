import { describe, expect, it } from 'vitest';
import { parseSshUrl } from './ssh-address.ts';

describe('parseSshUrl', () => {
  it('reads user, host and port, with defaults', () => {
    expect(parseSshUrl('ssh://op@10.0.0.1:2200')).toEqual({ username: 'op', host: '10.0.0.1', port: 2200 });
    expect(parseSshUrl('ssh://kvm7.example/')).toEqual({ username: 'root', host: 'kvm7.example', port: 22 });
    expect(parseSshUrl('ssh://root@[::1]:26022')).toEqual({ username: 'root', host: '::1', port: 26022 });
  });

  it.each([
    ['kvm7', /no URL/],
    ['https://kvm7', /scheme is "https"/],
    ['ssh://root:secret@kvm7', /password/],
    ['ssh://kvm7/etc', /only user, host and port/],
  ])('refuses %s', (url, reason) => {
    expect(() => parseSshUrl(url)).toThrow(reason);
    expect(() => parseSshUrl(url)).toThrow(expect.objectContaining({ code: 'VIM_HOST_URL_INVALID' }));
    expect(() => parseSshUrl(url)).not.toThrow(/secret/);
  });
});
