package org.mneme.predict;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How often each of many names was seen, in 12 bytes a slot and at most 24 a name: names are known
 * by the first 64 bits of their MD5, so that among a million the chance that two look the same is 3
 * in 100 million. For one thread.
 */
final class NameCounts {
  private final MessageDigest md5;
  private long[] keys = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int used;

  NameCounts() {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  void add(String name) {
    if (2 * used >= keys.length) {
      grow();
    }
    add(key(name), 1);
  }

  /** Takes one of this name away; false when none is left. */
  boolean remove(String name) {
    int slot = slot(key(name));
    if (counts[slot] == 0) {
      return false;
    }
    // The key stays, so that names which were pushed past it are still found.
    counts[slot]--;
    return true;
  }

  private void add(long key, int count) {
    int slot = slot(key);
    used += keys[slot] == 0 ? 1 : 0;
    keys[slot] = key;
    counts[slot] += count;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[Math.multiplyExact(2, oldKeys.length)];
    counts = new int[keys.length];
    used = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        add(oldKeys[i], oldCounts[i]);
      }
    }
  }

  /** Where the key is or would go; 0 marks a free slot. */
  private int slot(long key) {
    int slot = (int) key & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private long key(String name) {
    long key = ByteBuffer.wrap(md5.digest(name.getBytes(StandardCharsets.UTF_8))).getLong();
    return key == 0 ? 1 : key;
  }
}
