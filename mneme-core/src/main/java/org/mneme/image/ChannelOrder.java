package org.mneme.image;

/** The order of the colour planes in a network's input. Caffe networks take BGR. */
public enum ChannelOrder {
  RGB,
  BGR
}
