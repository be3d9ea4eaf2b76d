/**
 * The record of what was trained: one folder a run, of plain files that can be read without Mneme.
 *
 * <pre>
 * RUNS/ID/run.json        name, status, settings, last metrics, seed, data, environment
 * RUNS/ID/metrics.jsonl   one line a step: {"step": 3, "epoch": 1.0, "time": 1764000000.25, "val_spearman": 0.41}
 * RUNS/ID/checkpoints/    whatever the training needs to continue
 * RUNS/ID/...             model.onnx and other artefacts
 * RUNS/ID/mlflow.json     only with an MLflow server: which, and what of the run has arrived there
 * RUNS/ID/open.json       only while a process writes the run
 * </pre>
 *
 * <p>Start at {@link org.mneme.track.RunStore#at}. {@link org.mneme.track.MlflowMirror} copies runs
 * to MLflow.
 */
@NullMarked
package org.mneme.track;

import org.jspecify.annotations.NullMarked;
