package org.ppsp.tracker;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.NatAbility;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Stat;

/// A requirement made ready to be held against many candidates (specification, section 6).
final class Filter {
  private static final int ONLINE_TIME = Statistics.slot(Property.ONLINE_TIME);

  private final Requirement requirement;
  private final Property property;
  private final Match match;
  private final boolean required;
  private final int slot;
  private final long number;
  private final String text;
  private final @Nullable NatAbility nat;

  /// What of it the summary of a member tells.
  private final InSummary inSummary;

  /// The mode that is asked for, if it is one.
  private final @Nullable PeerMode mode;

  private enum InSummary {
    NOTHING,
    MODE,
    TRAITS
  }

  private Filter(Requirement requirement) {
    this.requirement = requirement;
    property = requirement.property();
    required = requirement.match() != Match.PREFER;
    match = required ? requirement.match() : property.defaultMatch();
    slot = Statistics.slot(property);
    text = requirement.value();
    number = Statistics.number(property, text);
    nat = property.kind() == Property.Kind.NAT ? NatAbility.valueOf(text) : null;
    if (nat != null || slot == Traits.UPLOAD) {
      inSummary = InSummary.TRAITS;
    } else {
      inSummary = property.equals(Property.PEER_MODE) ? InSummary.MODE : InSummary.NOTHING;
    }
    mode = inSummary == InSummary.MODE ? mode(text) : null;
  }

  private static @Nullable PeerMode mode(String text) {
    for (PeerMode mode : PeerMode.values()) {
      if (mode.name().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    return null;
  }

  /// The filters of a request.
  static Filter[] of(List<Requirement> requirements) {
    Filter[] filters = new Filter[requirements.size()];
    for (int i = 0; i < filters.length; i++) {
      filters[i] = new Filter(requirements.get(i));
    }
    return filters;
  }

  /// Those of the filters that are required, or the others.
  static Filter[] some(Filter[] filters, boolean required) {
    int count = 0;
    for (Filter filter : filters) {
      count += filter.required == required ? 1 : 0;
    }
    if (count == filters.length) {
      return filters;
    }
    Filter[] some = new Filter[count];
    int at = 0;
    for (Filter filter : filters) {
      if (filter.required == required) {
        some[at++] = filter;
      }
    }
    return some;
  }

  /// What it was made of.
  Requirement requirement() {
    return requirement;
  }

  /// Whether a candidate can come to fit by the passing of time alone.
  boolean changesWithTime() {
    return slot == ONLINE_TIME;
  }

  /// One bit for the property, as in [Statistics#mark].
  long mark() {
    return Statistics.mark(property);
  }

  /// What it costs to hold it against a member, in the unit of [TrackerSettings#scanLimit()].
  int cost(Membership member) {
    if (slot >= 0) {
      return 2;
    }
    int texts = member.statistics().textCount() + member.session().statistics().textCount();
    return 2 + texts / 4;
  }

  /// Whether candidates that do not fit are left out; otherwise they only come later.
  boolean isRequired() {
    return required;
  }

  /// What it asks for, for a person: `UploadBandwidth min 8000`.
  String words() {
    return property + " " + match.text() + " " + text;
  }

  /// What a candidate has told of it; null if nothing.
  @Nullable String told(Candidate candidate, int now) {
    if (slot < 0) {
      return textOf(candidate);
    }
    long value = numberOf(candidate, now);
    if (value < 0) {
      return null;
    }
    return nat == null ? Long.toString(value) : Statistics.nat(value).name();
  }

  /// Whether a member with this summary may fit; surely not if false.
  boolean mayBeMetBy(long summary) {
    return switch (inSummary) {
      case NOTHING -> true;
      case MODE -> MemberArray.mode(summary) == mode;
      case TRAITS -> mayAccept(MemberArray.traits(summary));
    };
  }

  /// Whether a member with this summary fits; perhaps, too, if false.
  boolean isMetBy(long summary) {
    return switch (inSummary) {
      case NOTHING -> false;
      case MODE -> MemberArray.mode(summary) == mode;
      case TRAITS -> surelyAccepts(MemberArray.traits(summary));
    };
  }

  /// Whether summaries tell anything of it.
  boolean isPartlyInSummary() {
    return inSummary != InSummary.NOTHING;
  }

  /// Whether the summary of every member tells if it fits.
  boolean isInSummary() {
    return inSummary == InSummary.MODE || nat != null;
  }

  /// Whether a candidate with these [Traits] may fit; surely not if false.
  boolean mayAccept(int traits) {
    if (nat != null) {
      int reported = Traits.nat(traits);
      return reported >= 0 && accepts(reported);
    }
    if (slot != Traits.UPLOAD) {
      return true;
    }
    int magnitude = Traits.upload(traits);
    return switch (match) {
      case MIN -> magnitude >= Traits.magnitude(number);
      case MAX -> magnitude <= Traits.magnitude(number);
      case EQUAL, PREFER, COMPATIBLE -> magnitude == Traits.magnitude(number);
    };
  }

  /// Whether a candidate with these [Traits] fits; perhaps, too, if false.
  boolean surelyAccepts(int traits) {
    if (nat != null) {
      return mayAccept(traits);
    }
    int magnitude = Traits.upload(traits);
    int limit = Traits.magnitude(number);
    return switch (match) {
      case MIN -> magnitude > limit;
      case MAX -> magnitude < limit && magnitude > 0;
      case EQUAL, PREFER, COMPATIBLE -> false;
    };
  }

  /// Whether a candidate fits.
  boolean accepts(Candidate candidate, int now) {
    if (slot >= 0) {
      return accepts(numberOf(candidate, now));
    }
    String value = textOf(candidate);
    if (value == null) {
      return false;
    }
    return switch (match) {
      case EQUAL, PREFER -> value.equalsIgnoreCase(text);
      case MIN, MAX -> accepts(Stat.number(value));
      case COMPATIBLE -> false; // a NAT ability is kept as a number
    };
  }

  private boolean accepts(long value) {
    if (value < 0) {
      return false;
    }
    return switch (match) {
      case MIN -> nat == null && value >= number;
      case MAX -> nat == null && value <= number;
      case EQUAL, PREFER -> value == number;
      case COMPATIBLE -> nat != null && nat.fits(Statistics.nat(value));
    };
  }

  private long numberOf(Candidate candidate, int now) {
    long value = candidate.number(slot);
    return slot == ONLINE_TIME && !candidate.isReported(slot)
        ? Math.max(value, candidate.onlineSeconds(now))
        : value;
  }

  private @Nullable String textOf(Candidate candidate) {
    if (property.equals(Property.PEER_MODE)) {
      return candidate.mode().name();
    }
    String reported = candidate.text(property);
    if (reported != null) {
      return reported;
    }
    if (property.equals(Property.ASN)) {
      return candidate.asn() == 0 ? null : Long.toString(candidate.asn());
    }
    if (property.equals(Property.CONNECTION)) {
      var connection = candidate.connection();
      return connection == null ? null : connection.name().toLowerCase(Locale.ROOT);
    }
    return null;
  }

  /// How much more than required a candidate has, 0 to 1: twice as much is 1. Only of requirements
  /// for at least something.
  float headroom(Candidate candidate, int now) {
    if (slot < 0 || match != Match.MIN) {
      return 0;
    }
    double more = (double) numberOf(candidate, now) - number;
    return (float) Math.clamp(more / Math.max(1, number), 0, 1);
  }
}
