package org.mneme.cli;

/** What a user wants trained: which network, from which weights, and how. */
record TrainPlan(TrainedNetwork network, TrainStart start, TrainFlags flags) {}
