package org.mneme.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;
import org.mneme.explain.CropRanking;
import org.mneme.explain.Explainer;
import org.mneme.explain.Explanation;
import org.mneme.explain.Fill;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MapSettings;
import org.mneme.explain.MethodName;
import org.mneme.explain.PictureScores;
import org.mneme.gradient.GradientMaps;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.remedy.RefusedException;
import org.mneme.report.ExplanationJson;
import org.mneme.score.BusyException;
import org.mneme.score.ImageSource;
import org.mneme.score.InOrder;
import org.mneme.score.SharedScorer;
import org.mneme.score.SharedScorer.Urgency;

/**
 * {@code POST /v1/explanations}: one image in, its maps out. Their variants of the image wait in
 * the model's queue behind the images that people wait for. Whoever closes the connection ends it:
 * a space is sent after each batch, which JSON allows before a value.
 */
final class ExplanationsRoute implements AutoCloseable {
  /** Explanations that are drawn at the same time; each holds its image decoded. */
  private static final int AT_ONCE = 2;

  private static final int MOST_PASSES = 4000;
  private static final int MOST_STEPS = 64;
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Set<String> NAMES =
      Set.of("name", "method", "fill", "grid", "halvings", "masks", "steps", "seed", "aspect");

  private final OpenModels models;
  private final ByteBudget budget;
  private final ServerSettings.Limits limits;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final OpenGradients gradients = new OpenGradients();

  ExplanationsRoute(OpenModels models, ByteBudget budget, ServerSettings.Limits limits) {
    this.models = models;
    this.budget = budget;
    this.limits = limits;
  }

  /**
   * What is asked for beside the options of scores.
   *
   * @param usual whether no method is named
   */
  private record Asked(MapSettings settings, boolean usual, Optional<Double> aspect) {}

  void handle(Context request) throws IOException {
    ScoreOptions given = ScoreOptions.of(request, NAMES);
    Asked asked = asked(request);
    ServedModel model = models.find(given);
    ScoreOptions options = given.of(model);
    ByteBudget.Share share = Uploads.reserve(request, budget, limits);
    try {
      List<Uploads.Upload> images = Uploads.read(request, limits);
      if (images.size() != 1) {
        throw ProblemException.badRequest(
            "%d images are sent; send one for each explanation".formatted(images.size()));
      }
      if (!free.tryAcquire()) {
        throw ProblemException.busy(
            "%d explanations are being drawn already".formatted(AT_ONCE), RETRY);
      }
      try {
        draw(request, asked, options, model, images.get(0));
      } finally {
        free.release();
      }
    } finally {
      share.close();
    }
  }

  private static Asked asked(Context request) {
    try {
      MapSettings settings = MapSettings.defaults();
      String methods = request.queryParam("method");
      settings =
          settings.withMethods(
              methods == null
                  ? List.of(MapSettings.USUAL)
                  : Arrays.stream(methods.split(",", -1)).map(MethodName::of).toList());
      String fill = request.queryParam("fill");
      if (fill != null) {
        settings = settings.withFill(fill(fill));
      }
      settings =
          settings
              .withGrid((int) number(request, "grid", settings.grid(), Integer.MAX_VALUE))
              .withHalvings(
                  (int) number(request, "halvings", settings.halvings(), Integer.MAX_VALUE))
              .withMasks((int) number(request, "masks", settings.masks(), Integer.MAX_VALUE))
              .withSteps((int) number(request, "steps", settings.steps(), MOST_STEPS))
              .withSeed(number(request, "seed", settings.seed(), Long.MAX_VALUE));
      int passes = settings.forwardPasses();
      if (passes > MOST_PASSES) {
        throw new IllegalArgumentException(
            "%d pictures would be scored for it; a server scores at most %d for one"
                .formatted(passes, MOST_PASSES));
      }
      return new Asked(settings, methods == null, aspect(request.queryParam("aspect")));
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Fill fill(String text) {
    return Arrays.stream(Fill.values())
        .filter(fill -> ScoreOptions.lower(fill).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "invalid value for fill: '%s'; it is one of %s"
                        .formatted(
                            text,
                            String.join(
                                ", ",
                                Arrays.stream(Fill.values()).map(ScoreOptions::lower).toList()))));
  }

  private static long number(Context request, String name, long usual, long most) {
    String text = request.queryParam(name);
    if (text == null) {
      return usual;
    }
    try {
      long value = Long.parseLong(text);
      if (Math.abs(value) <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "invalid value for %s: '%s'; a whole number is needed".formatted(name, text));
  }

  private static Optional<Double> aspect(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String[] sides = text.split(":", -1);
    try {
      if (sides.length == 2) {
        double ratio = Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
        return Optional.of(CropRanking.checkedAspect(ratio));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "invalid value for aspect: '%s'; width:height is needed, such as 16:9".formatted(text));
  }

  private void draw(
      Context request, Asked asked, ScoreOptions options, ServedModel model, Uploads.Upload image)
      throws IOException {
    MapSettings settings = asked.settings;
    if (!settings.needGradients()) {
      answer(request, asked, settings.forwardMethods(), options, model, image);
      return;
    }
    OpenGradients.Lease lease;
    try {
      lease =
          gradients.take(
              model, new QueuedScores(models.scorer(model), preprocessing(model), options));
    } catch (RefusedException e) {
      if (!asked.usual) {
        throw ProblemException.badRequest(String.valueOf(e.getMessage()));
      }
      MapSettings others = settings.withMethods(List.of(MapSettings.USUAL_FORWARD));
      answer(request, asked, others.forwardMethods(), options, model, image);
      return;
    }
    try (lease) {
      GradientMaps network = lease.gradients();
      List<MapMethod> methods = settings.methods(name -> network.method(name, settings));
      answer(request, asked, methods, options, model, image);
    }
  }

  private static Preprocessing preprocessing(ServedModel model) {
    return model.model().settings().preprocessing().used();
  }

  private void answer(
      Context request,
      Asked asked,
      List<MapMethod> methods,
      ScoreOptions options,
      ServedModel model,
      Uploads.Upload image)
      throws IOException {
    ImageLimits imageLimits = model.model().options().limits();
    try {
      Rgb picture = image.decode(options.decodeMode(), imageLimits);
      QueuedScores scores = new QueuedScores(models.scorer(model), preprocessing(model), options);
      scores.scores(List.of(picture)); // a queue that is full is told before the answer begins
      Optional<CropRanking> ranking = Optional.empty();
      model.nameIn(request);
      request.contentType("application/json; charset=utf-8");
      OutputStream out = request.res().getOutputStream();
      Progress alive = alive(out);
      scores.afterEach = alive::advance;
      if (asked.aspect.isPresent()) {
        ranking = Optional.of(CropRanking.of(scores, picture, asked.aspect.get(), alive));
      }
      Explanation found = new Explainer(scores, methods).explain(image.name(), picture, alive);
      String json = ExplanationJson.of(found, model.name(), ranking, true);
      out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (ImageException e) {
      throw ProblemException.notAnImage(String.valueOf(e.getMessage()));
    } catch (CancelledException e) {
      throw ProblemException.stopping();
    } catch (IllegalArgumentException e) {
      throw ProblemException.badRequest(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      throw new EofException(e); // the client has gone
    }
  }

  /** Writes a space after each piece of work, which fails when the client has gone. */
  private static Progress alive(OutputStream out) {
    return new Progress() {
      @Override
      public void advance(long done) {
        try {
          out.write(' ');
          out.flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Override
  public void close() {
    gradients.close();
  }

  /** A model that other requests use, too. */
  private static final class QueuedScores implements PictureScores {
    /** This many variants wait in the queue at once. */
    private static final int BATCH = 32;

    private final SharedScorer scorer;
    private final Preprocessing preprocessing;
    private final ScoreOptions options;
    private LongConsumer afterEach = count -> {};
    private boolean begun;

    QueuedScores(SharedScorer scorer, Preprocessing preprocessing, ScoreOptions options) {
      this.scorer = scorer;
      this.preprocessing = preprocessing;
      this.options = options;
    }

    @Override
    public Preprocessing preprocessing() {
      return preprocessing;
    }

    @Override
    public Crops crops() {
      return options.crops();
    }

    @Override
    public int batch() {
      return BATCH;
    }

    @Override
    public float[] scores(List<Rgb> pictures) throws IOException {
      List<Variant> variants = new ArrayList<>(pictures.size());
      pictures.forEach(picture -> variants.add(new Variant(picture)));
      float[] scores = new float[variants.size()];
      try (InOrder<Variant> inOrder =
          scorer.inOrder(
              variants.iterator(), options.crops(), options.decodeMode(), Urgency.LATER)) {
        if (!begun) { // later ones wait for a place
          begin(inOrder);
        }
        for (int i = 0; i < scores.length; i++) {
          InOrder.Done<Variant> done = inOrder.next();
          if (done.outcome().failed()) {
            throw new IOException(String.valueOf(done.outcome().error()));
          }
          scores[i] = done.outcome().value();
          if (i % 8 == 7) {
            afterEach.accept(i);
          }
        }
      }
      afterEach.accept(scores.length);
      return scores;
    }

    private void begin(InOrder<Variant> inOrder) {
      try {
        inOrder.begin();
        begun = true;
      } catch (BusyException e) {
        throw ProblemException.busy(String.valueOf(e.getMessage()), e.retryAfter());
      }
    }
  }

  /** A changed copy of the image, which needs no decoding. */
  private record Variant(Rgb picture) implements ImageSource {
    @Override
    public String name() {
      return "variant";
    }

    @Override
    public long bytes() {
      return 3L * picture.width() * picture.height();
    }

    @Override
    public Rgb decode(DecodeMode mode, ImageLimits limits) {
      return picture;
    }
  }
}
