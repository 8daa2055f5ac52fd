import { describe, expect, it } from 'vitest';
import { forbidden } from './check-address.js';

describe('addresses that a channel may lead to', () => {
  it.each(['93.184.215.14', '8.8.8.8', '2606:4700:4700::1111', '172.32.0.1', '100.128.0.1'])('%s is public', (address) => {
    expect(forbidden(address, false)).toBeNull();
  });

  it.each([
    ...['127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '198.18.0.1'],
    ...['::1', 'fd12:3456::1', 'fc00::1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::'],
  ])('%s only where that is allowed', (address) => {
    expect(forbidden(address, false)).toContain('private');
    expect(forbidden(address, true)).toBeNull();
  });

  it.each([
    ...['169.254.169.254', '169.254.170.2', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fe80::1', 'fd00:ec2::254'],
    ...['0.0.0.0', '::', '224.0.0.1', '255.255.255.255', 'ff02::1'],
  ])('%s never', (address) => {
    expect(forbidden(address, false)).not.toBeNull();
    expect(forbidden(address, true)).not.toBeNull();
  });
});
